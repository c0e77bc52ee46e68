/** Random numbers that are the same for the same seed (mulberry32), and what the demo draws with them. */
export class Random {
  #state: number;
  #lastTime = -1;
  #sequence = 0;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to but not including 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from min to max, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws RangeError where there is nothing to pick. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new RangeError('Nothing to pick from.');
    return item;
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.int(0, 255));
  }

  hex(length: number): string {
    return Array.from({ length }, () => this.int(0, 15).toString(16)).join('');
  }

  /** UUIDv4, as a queue of somebody else's would name its task. */
  uuid4(): string {
    const hex = this.hex(30);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-a${hex.slice(15, 18)}-${hex.slice(18)}`;
  }

  /** UUIDv7 of the moment; those drawn one after another for the same millisecond rise. */
  uuid7(at: Date): string {
    const time = at.getTime();
    const start = this.int(0, 1023);
    this.#sequence = time === this.#lastTime ? (this.#sequence + 1) % 4096 : start;
    this.#lastTime = time;
    const ms = time.toString(16).padStart(12, '0');
    const sequence = this.#sequence.toString(16).padStart(3, '0');
    const hex = this.hex(15);
    return `${ms.slice(0, 8)}-${ms.slice(8)}-7${sequence}-a${hex.slice(0, 3)}-${hex.slice(3)}`;
  }
}
