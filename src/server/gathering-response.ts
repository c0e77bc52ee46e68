import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const gathering = new WeakSet<Socket>();

/**
 * Sends together what a stream writes within one turn of the event loop: hundreds of small events would each be a system
 * call of their own. What is written first, which mostly is all there is, goes at once.
 */
export class GatheringResponse<
  Asked extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Asked> {
  #hasWritten = false;

  override write(chunk: unknown, ...rest: Rest): boolean {
    if (this.#hasWritten && this.socket) gather(this.socket);
    this.#hasWritten = true;
    const [encoding, written] = rest;
    return typeof encoding === 'string'
      ? super.write(chunk, encoding, written)
      : super.write(chunk, encoding);
  }
}

type Written = (error: Error | null | undefined) => void;
type Rest = [written?: Written] | [encoding: BufferEncoding, written?: Written];

function gather(socket: Socket): void {
  if (gathering.has(socket)) return;
  gathering.add(socket);
  socket.cork();
  setImmediate(() => {
    gathering.delete(socket);
    socket.uncork();
  });
}
