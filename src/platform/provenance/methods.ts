import type { Provenance } from './record.ts'
import { wordOf } from './record.ts'

/** A paragraph for the methods part of a paper: English, with numbers as they were used. */
export function methodsText({ tool, inputs, settings, madeWith, finishedAt, askedAt }: Provenance): string {
  const files = inputs.map(({ name, sha256, url }) => `${name} (${sha256 ? `SHA-256 ${sha256.slice(0, 12)}…` : url})`)
  const day = (finishedAt ?? askedAt).slice(0, 10)
  const [house = madeWith] = madeWith.split(',')
  const named = tool.name === null ? tool.title : `${tool.title} (${tool.name} ${tool.version})`
  return [
    files.length === 0
      ? `${named} was run in ${house} on ${day}.`
      : `${capital(listOf(files))} ${files.length > 1 ? 'were' : 'was'} analysed with ${named} in ${house} on ${day}.`,
    settings.length > 0 && `Settings: ${settings.map(({ label, value }) => `${label}: ${wordOf(value)}`).join('; ')}.`,
    tool.citation !== null && `The method is described in: ${tool.citation}`,
  ]
    .filter(Boolean)
    .join(' ')
}

const listOf = (items: readonly string[]): string => new Intl.ListFormat('en').format(items)
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
