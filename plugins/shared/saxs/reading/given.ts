import type { OpenedFile } from '../../../../src/apps/plugins/sdk/context.ts'
import type { Finding, Findings, InputName } from './findings.ts'

export type GivenFiles = Readonly<Partial<Record<InputName, OpenedFile>>>

/** Keeps what was found; where an error is among it, or nothing was read, everything ends there. */
export type Demand = <Value>(value: Value | undefined, found: readonly Finding[]) => Value

export const largestTextBytes = 200e6
export const largestCurveBytes = 5e6

/** Empty, and said, where it is too large or no text. */
export async function textOf(file: OpenedFile, most: number, findings: Findings): Promise<string> {
  if (file.sizeBytes > most) {
    findings.error(`${file.sizeBytes} bytes`, `${most / 1e6} MB at most`)
    return ''
  }
  const text = await file.text()
  if (!text.includes('\0')) return text
  findings.error('bytes that are no text', 'a table of numbers')
  return ''
}
