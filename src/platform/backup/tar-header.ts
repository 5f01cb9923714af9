/** Everything in a tar file comes in blocks. */
export const blockBytes = 512

const longestName = 100
/** Eleven octal digits; above it GNU's form, a big-endian number behind a set first bit. */
const largestOctal = 0o77777777777
const field = { size: 124, checksum: 148 } as const

/** The zeros that fill the last block of a file. */
export const paddingOf = (sizeBytes: number): Buffer =>
  Buffer.alloc((blockBytes - (sizeBytes % blockBytes)) % blockBytes)

/**
 * The header of a plain file, always the same for one name and size: owner, time and the like stay zero.
 *
 * @see POSIX.1-2017, pax, "ustar Interchange Format"
 */
export function headerOf(name: string, sizeBytes: number): Buffer {
  const header = Buffer.alloc(blockBytes)
  if (Buffer.byteLength(name) > longestName)
    throw new RangeError(`A name in an archive has at most ${longestName} bytes.`)
  header.write(name, 0)
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  writeSize(header, sizeBytes)
  header.write('00000000000\0', 136)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, field.checksum)
  return header
}

/** Undefined where the block is no header that `headerOf` made. */
export function parseHeader(block: Buffer): { name: string; sizeBytes: number } | undefined {
  const end = block.indexOf(0)
  const name = block.toString('utf8', 0, end === -1 || end > longestName ? longestName : end)
  const sizeBytes = readSize(block)
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || Buffer.byteLength(name) > longestName) return undefined
  return headerOf(name, sizeBytes).equals(block) ? { name, sizeBytes } : undefined
}

function writeSize(header: Buffer, sizeBytes: number): void {
  if (sizeBytes <= largestOctal) {
    header.write(`${sizeBytes.toString(8).padStart(11, '0')}\0`, field.size)
    return
  }
  header.writeUInt8(0x80, field.size)
  header.writeBigUInt64BE(BigInt(sizeBytes), field.size + 4)
}

function readSize(header: Buffer): number {
  if (header.readUInt8(field.size) === 0x80) return Number(header.readBigUInt64BE(field.size + 4))
  return Number.parseInt(header.toString('latin1', field.size, field.size + 11), 8)
}

/** The sum of all bytes, its own field counted as blanks. */
function checksumOf(header: Buffer): number {
  const copy = Buffer.from(header)
  copy.fill(' ', field.checksum, field.checksum + 8)
  return copy.reduce((sum, byte) => sum + byte, 0)
}
