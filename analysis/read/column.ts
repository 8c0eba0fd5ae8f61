/** A growing list of numbers, eight bytes each; NaN stands for a value that a stream does not have. */
export class Column {
  #data: Float64Array
  #length = 0

  constructor(capacity = 64) {
    this.#data = new Float64Array(capacity)
  }

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#data.length) this.#grow(this.#length * 2)
    this.#data[this.#length++] = value
  }

  /** Puts a value at any place; places that were never set hold NaN. */
  set(place: number, value: number): void {
    while (this.#length <= place) this.push(Number.NaN)
    this.#data[place] = value
  }

  /** The value at a place; NaN beyond the last. */
  at(place: number): number {
    return place < this.#length ? this.#data[place]! : Number.NaN
  }

  /** The values so far, without a copy. */
  values(): Float64Array {
    return this.#data.subarray(0, this.#length)
  }

  #grow(capacity: number): void {
    const next = new Float64Array(capacity)
    next.set(this.#data)
    this.#data = next
  }
}
