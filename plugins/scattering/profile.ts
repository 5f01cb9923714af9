import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'

/** A calculated curve, at whatever points a program has chosen. */
export type Profile = Readonly<{ q: Float64Array; intensity: Float64Array }>

/**
 * Reads a table with lines of words above it: the column whose title fits, or else the one that stands there in the
 * versions that write no titles. Titles count from the last line of words that has as many as there are columns.
 *
 * @throws PluginError where it holds no such table
 */
export function readProfile(text: string, title: RegExp, otherwise: number): Profile {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim().replace(/^#+\s*/, ''))
  const isNumbers = (line: string): boolean =>
    line !== '' && line.split(/\s+/).every((word) => Number.isFinite(Number(word)))
  const rows = lines.filter(isNumbers).map((line) => line.split(/\s+/).map(Number))
  const width = Math.max(0, ...rows.map((row) => row.length))
  const titles = lines
    .slice(0, lines.findIndex(isNumbers))
    .map((line) => line.split(/\s+/))
    .findLast((words) => words.length === width)
  const named = titles?.findIndex((word, at) => at > 0 && title.test(word) && !/exp/i.test(word)) ?? -1
  const column = named > 0 ? named : otherwise
  const whole = rows.filter((row) => row.length === width)
  if (whole.length < 2 || column >= width)
    throw new PluginError('The file of the program holds no curve that can be read.')
  return {
    q: Float64Array.from(whole, ([q = Number.NaN]) => q),
    intensity: Float64Array.from(whole, (row) => row[column] ?? Number.NaN),
  }
}
