import type { Candidate } from './candidate.ts'

/** A licence to arXiv alone, or none at all: to be read here, not to be passed on. */
const closedLicences = [null, 'arxiv']

/**
 * What may not be done with a file; null where nothing is known against any use. A site may reserve text mining in a
 * header (TDM Reservation Protocol, W3C community group).
 */
export function useNoteOf(
  { license, isBronze }: Pick<Candidate, 'license' | 'isBronze'>,
  headers: ReadonlyMap<string, string>,
): string | null {
  const notes = [
    (isBronze || closedLicences.includes(license)) && 'internal use',
    headers.get('tdm-reservation')?.trim() === '1' && 'text mining reserved',
  ].filter(Boolean)
  return notes.join('; ') || null
}
