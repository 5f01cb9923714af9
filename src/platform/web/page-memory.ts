import type { FastifyReply } from 'fastify'

/** So many bytes hold any page but the longest lists. */
const usualLength = 131_072
/** Under way at one time; more than these are left to the collector of garbage. */
const mostSpare = 16
const spare: Buffer[] = []

/**
 * Memory for a page on its way out. Asking the system for it takes longer than filling it, so that it is used again once
 * the page has left. A visitor who goes before that takes it along.
 */
export function memoryFor({ raw }: Pick<FastifyReply, 'raw'>, length: number): Buffer {
  if (length > usualLength) return Buffer.allocUnsafe(length)
  const memory = spare.pop() ?? Buffer.allocUnsafeSlow(usualLength)
  // Comes when the system has taken all of it.
  raw.once('finish', () => {
    if (spare.length < mostSpare) spare.push(memory)
  })
  return memory.subarray(0, length)
}
