// The small part of the protobuf wire format that is needed to read a model file of our own exporter.

export interface Field {
  number: number;
  /** A varint as an integer, a fixed32 field as the float that it holds, a length-delimited field as its bytes. */
  value: number | Uint8Array;
}

/** The fields of one message, in file order. */
function* fieldsOf(message: Uint8Array): Generator<Field> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const tag = varint(message, cursor);
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: varint(message, cursor) };
        break;
      case 2: {
        const length = varint(message, cursor);
        if (cursor.at + length > message.length) throw new Error("model file: cut short");
        yield { number, value: message.subarray(cursor.at, cursor.at + length) };
        cursor.at += length;
        break;
      }
      case 5:
        if (cursor.at + 4 > message.length) throw new Error("model file: cut short");
        yield { number, value: view.getFloat32(cursor.at, true) };
        cursor.at += 4;
        break;
      default:
        throw new Error(`model file: unexpected wire type ${tag % 8}`);
    }
  }
}

/** The sub-messages, strings or packed arrays under one field number. */
export function* bytesOf(message: Uint8Array, number: number): Generator<Uint8Array, undefined> {
  for (const field of fieldsOf(message)) {
    if (field.number === number && typeof field.value !== "number") yield field.value;
  }
}

export function textOf(message: Uint8Array, number: number): string {
  for (const bytes of bytesOf(message, number)) return new TextDecoder().decode(bytes);
  return "";
}

export function packedIntegers(bytes: Uint8Array): Int32Array {
  const numbers = new Int32Array(bytes.length);
  const cursor = { at: 0 };
  let count = 0;
  while (cursor.at < bytes.length) {
    const byte = bytes[cursor.at] ?? 0;
    // Most are small, and a start reads some 200,000 of them.
    if (byte < 0x80) {
      numbers[count++] = byte;
      cursor.at += 1;
    } else numbers[count++] = varint(bytes, cursor);
  }
  return numbers.subarray(0, count);
}

/** Every machine that runs V8 keeps floats as the file does, lowest byte first, so they are copied as they are. */
export function packedFloats(bytes: Uint8Array): Float32Array {
  if (bytes.length % Float32Array.BYTES_PER_ELEMENT !== 0) throw new Error("model file: cut short");
  return new Float32Array(new Uint8Array(bytes).buffer);
}

/** A non-negative number up to 2^53, enough for ids, counts and lengths. */
function varint(bytes: Uint8Array, cursor: { at: number }): number {
  let value = 0;
  let factor = 1;
  for (;;) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw new Error("model file: cut short");
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    factor *= 128;
  }
}
