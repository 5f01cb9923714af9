import { version } from '../../version.ts'
import type { AnalysisField, AnalysisFields } from '../analyses.ts'

/** How the results of one run came about, whichever app asked for it: everything else in this folder is made from it. */
export type Provenance = Readonly<{
  /** Its own among all runs, and fit for an address. */
  id: string
  title: string
  /** Its page, absolute. */
  url: string
  tool: Tool
  inputs: readonly InputFile[]
  settings: readonly Setting[]
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  /** What went wrong, in a sentence; null where nothing did. */
  error: string | null
  askedAt: string
  startedAt: string | null
  finishedAt: string | null
  /** The versions of the house and of Node, such as `Lyceum 1.0.0, Node 26.1.0`. */
  madeWith: string
}>

/** What computes here and now. */
export const madeWith = `Lyceum ${version}, Node ${process.versions.node}`

export type Tool = Readonly<{
  /** Name and version together. */
  id: string
  title: string
  /** Null where it is not installed any more. */
  name: string | null
  version: string | null
  citation: string | null
}>

export type InputFile = Readonly<{
  field: string
  name: string
  /** Null where the bytes are not the house's. */
  sha256: string | null
  /** Where it was taken from, absolute; null for a file of the house. */
  url: string | null
}>

export type Setting = Readonly<{
  name: string
  label: string
  value: unknown
  /** Differs from what is usual. */
  isChanged: boolean
}>

/** Settings in the order of the form; secrets and what was left empty are no part of it. */
export function settingsOf(values: Readonly<Record<string, unknown>>, fields: AnalysisFields = {}): Setting[] {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== '' && value !== '***')
    .map(([name, value]) => {
      const field = fields[name]
      return { name, label: field?.label ?? name, value, isChanged: field !== undefined && isChanged(value, field) }
    })
}

const isChanged = (value: unknown, { default: usual }: AnalysisField): boolean =>
  JSON.stringify(value) !== JSON.stringify(usual ?? null)

/** A value as people read it. */
export function wordOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (Array.isArray(value)) return value.map(String).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
