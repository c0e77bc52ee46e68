import { z } from 'zod';
import { ExpectedError } from './db/errors.js';

/** A setting is missing or wrong; the message names the variable and never repeats a secret. */
export class ConfigError extends ExpectedError {
  override name = 'ConfigError';
}

/** What a room takes from the environment. */
export interface Settings<Shape extends z.ZodRawShape, Config> {
  /** Its variables by name. */
  shape: Shape;
  /** What it makes of their values. @throws ConfigError where they do not go together. */
  read(values: z.output<z.ZodObject<Shape>>): Config;
}

/** Says what a room takes from the environment, and what it makes of it. */
export function defineSettings<const Shape extends z.ZodRawShape, Config>(
  shape: Shape,
  read: (values: z.output<z.ZodObject<Shape>>) => Config,
): Settings<Shape, Config> {
  return { shape, read };
}

const MAX_TIMEOUT_MS = 24 * 60 * 60 * 1000;

/** A whole number within bounds. */
export function integer(fallback: number, min: number, max: number) {
  const wanted = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, wanted)
    .transform(Number)
    .refine((value) => value >= min && value <= max, wanted)
    .default(fallback);
}

/** A time of at most a day, in milliseconds. */
export const milliseconds = (fallback: number, min = 1) => integer(fallback, min, MAX_TIMEOUT_MS);

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, `must be one of ${values.join(', ')}`);
}

/** Texts with commas between; none if left out. @param form What each must be, in words. */
export function listOf(areGood: (texts: string[]) => boolean, form: string) {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine(areGood, form)
    .default([]);
}

/** A text in a form of its own. @param parse Null where it is none. @param form What it must be, in words. */
export function parsedBy<T>(parse: (text: string) => T | null, form: () => string) {
  return z.string().transform((text, context) => {
    const value = parse(text);
    if (value !== null) return value;
    context.addIssue(form());
    return z.NEVER;
  });
}
