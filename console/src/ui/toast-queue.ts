import type { ReactNode } from 'react';

export type ToastKind = 'success' | 'error' | 'info';

export interface ToastRequest {
  id: string;
  kind: ToastKind;
  title: string;
  description?: ReactNode;
  action?: { label: string; run: () => void };
}

/** What shows toasts, once it is loaded. */
export interface ToastSink {
  show: (request: ToastRequest) => void;
  close: (id: string) => void;
}

let sink: ToastSink | null = null;
let waiting: ToastRequest[] = [];

export function showToast(request: ToastRequest): void {
  if (sink) sink.show(request);
  else waiting.push(request);
}

export function closeToast(id: string): void {
  waiting = waiting.filter((request) => request.id !== id);
  sink?.close(id);
}

/** What waited is shown; returns what disconnects it again. */
export function connectToasts(next: ToastSink): () => void {
  sink = next;
  for (const request of waiting.splice(0)) next.show(request);
  return () => {
    if (sink === next) sink = null;
  };
}
