import type { Candidate } from './candidate.ts'

/** A licence to arXiv alone, or none at all: to be read here, not to be passed on. */
const closedLicences = [null, 'arxiv']
const miningReserved = 'text mining reserved'

/**
 * What may not be done with a file; null where nothing is known against any use. A site may reserve text mining in a
 * header, or on the page that names the file (TDM Reservation Protocol, W3C community group).
 */
export function useNoteOf(
  { license, isBronze, isMiningReserved }: Pick<Candidate, 'license' | 'isBronze' | 'isMiningReserved'>,
  headers: ReadonlyMap<string, string>,
): string | null {
  const notes = [
    (isBronze || closedLicences.includes(license)) && 'internal use',
    (isMiningReserved || headers.get('tdm-reservation')?.trim() === '1') && miningReserved,
  ].filter(Boolean)
  return notes.join('; ') || null
}

export const reservesMining = (useNote: string | null): boolean => useNote?.includes(miningReserved) === true
