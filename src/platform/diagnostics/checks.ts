import type { Part } from '../app.ts'
import type { Check } from './check.ts'
import { databaseIntegrity, databaseSettings, schemaIsCurrent } from './database-checks.ts'
import { clockIsRight, folderIsClosed, settingsAreSafe } from './house-checks.ts'

/** What is asked of every house, whatever its parts are. */
export function generalChecks(parts: readonly Part[], thorough: boolean): readonly Check[] {
  const quick = [schemaIsCurrent(parts), databaseSettings, folderIsClosed, clockIsRight, settingsAreSafe]
  return thorough ? [databaseIntegrity, ...quick] : quick
}
