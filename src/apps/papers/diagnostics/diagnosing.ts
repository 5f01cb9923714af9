import type { Check } from '../../../platform/diagnostics/check.ts'
import { schemaIsCurrent } from '../../../platform/diagnostics/database-checks.ts'
import { clockIsRight } from '../../../platform/diagnostics/house-checks.ts'
import { type CheckResult, runCheck } from '../../../platform/diagnostics/running.ts'
import { diskSpace, sampledFiles } from '../../../platform/files/checks.ts'
import type { Platform } from '../../../platform/platform.ts'
import { deadWorkers, overdueJobs, stuckLeases } from '../../../platform/tasks/checks.ts'
import { findViolations } from '../invariants.ts'
import { passedHours, settingsMakeSense, zonesAreKnown } from './plan-checks.ts'
import { failures, hostsAnswer, logCanBeWritten, sourcesKeepTheirWord, stagingIsClear } from './work-checks.ts'

/** One thing that was looked at, with the number it has in the specification. */
export type Diagnosis = CheckResult & Readonly<{ id: string }>

const invariantsHold: Check = {
  name: 'papers.invariants',
  title: 'Papers, jobs and plans agree',
  run: async ({ db }) => {
    const violations = await findViolations(db)
    if (violations.length === 0) return { level: 'ok', message: 'Everything that must hold does.' }
    const some = violations.slice(0, 5).map(({ invariant, what }) => `${invariant} ${what}`)
    return {
      level: 'fail',
      message: `${violations.length} things are wrong: ${some.join('; ')}.`,
      remedy: 'bin/lyceum diagnostics repair pending --yes, or bin/lyceum diagnostics emergency-stop --yes',
    }
  },
}

/** In the order of the specification. */
const questions = ({ parts }: Platform): readonly (readonly [id: string, check: Check])[] => [
  ['D1', schemaIsCurrent(parts)],
  ['D2', invariantsHold],
  ['D3', stuckLeases],
  ['D4', overdueJobs],
  ['D5', passedHours],
  ['D6', clockIsRight],
  ['D7', zonesAreKnown],
  ['D8', deadWorkers],
  ['D9', hostsAnswer],
  ['D10', failures],
  ['D11', stagingIsClear],
  ['D12', sampledFiles],
  ['D13', diskSpace],
  ['D14', sourcesKeepTheirWord],
  ['D15', logCanBeWritten],
  ['D16', settingsMakeSense],
]

/** Asks everything there is to ask about the collector; changes nothing. */
export async function diagnose(platform: Platform): Promise<Diagnosis[]> {
  const found: Diagnosis[] = []
  for (const [id, check] of questions(platform)) found.push({ id, ...(await runCheck(platform, check)) })
  return found
}

export function diagnosisInWords(found: readonly Diagnosis[]): string {
  const lines = found.flatMap(({ id, level, title, message, remedy }) => [
    `${level.padEnd(4)}  ${id.padEnd(3)}  ${title}: ${message}`,
    ...(remedy ? [`           → ${remedy}`] : []),
  ])
  const troubled = found.filter(({ level }) => level !== 'ok').length
  return [...lines, '', troubled === 0 ? 'Nothing was found.' : `${troubled} of ${found.length} need a look.`].join(
    '\n',
  )
}
