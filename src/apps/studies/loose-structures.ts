import type { StudyFileRow } from './tables.ts'

/** Structures of a study that came one by one: an analysis takes them as one archive. */
export const looseStructures = (files: readonly StudyFileRow[]): StudyFileRow[] =>
  files.filter(({ format }) => format === 'structure')
