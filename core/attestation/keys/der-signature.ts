/**
 * An ECDSA signature in DER (`SEQUENCE { r INTEGER, s INTEGER }`, RFC 3279 section 2.2.3), which DSSE and Sigstore carry.
 * Web Crypto and JOSE write the same two numbers side by side (IEEE P1363); such bytes are rewritten.
 * @param coordinate bytes of one number: 32 for P-256
 * @throws RangeError where the bytes are neither
 */
export function derSignature(bytes: Uint8Array, coordinate: number): Uint8Array {
  if (isDer(bytes, coordinate)) return bytes;
  if (bytes.byteLength !== 2 * coordinate)
    throw new RangeError(
      `${bytes.byteLength} bytes are no ECDSA signature in DER, nor two numbers of ${coordinate} bytes`,
    );
  const content = [...integer(bytes.subarray(0, coordinate)), ...integer(bytes.subarray(coordinate))];
  return Uint8Array.from([0x30, ...length(content.length), ...content]);
}

/** A number without leading zeros, but with one where it would read as negative. */
function integer(number: Uint8Array): number[] {
  const first = number.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? [0] : [...number.subarray(first)];
  const padded = (digits[0] ?? 0) >= 0x80 ? [0, ...digits] : digits;
  return [0x02, ...length(padded.length), ...padded];
}

const length = (value: number) => (value < 0x80 ? [value] : [0x81, value]);

/** Raw bytes that happen to begin like DER do not end like it: both lengths have to fit exactly. */
function isDer(bytes: Uint8Array, coordinate: number): boolean {
  const body = readTag(bytes, 0, 0x30);
  if (body === null || body.end !== bytes.byteLength) return false;
  const r = readTag(bytes, body.start, 0x02);
  if (r === null || !fits(r, coordinate)) return false;
  const s = readTag(bytes, r.end, 0x02);
  return s !== null && fits(s, coordinate) && s.end === body.end;
}

const fits = ({ start, end }: { start: number; end: number }, coordinate: number) =>
  end > start && end - start <= coordinate + 1;

function readTag(bytes: Uint8Array, at: number, tag: number): { start: number; end: number } | null {
  if (bytes[at] !== tag) return null;
  const short = bytes[at + 1] ?? 0;
  if (short < 0x80) return { start: at + 2, end: at + 2 + short };
  return short === 0x81 ? { start: at + 3, end: at + 3 + (bytes[at + 2] ?? 0) } : null;
}
