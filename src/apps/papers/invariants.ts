import type { Check, Finding } from '../../platform/diagnostics/check.ts'
import { findContact } from './contact.ts'
import { findCollector } from './queries/collector.ts'
import { type Invariant, invariantQueries } from './queries/invariants.ts'

/** What must hold at every moment, by the number it has in the specification. */
export const invariantTitles: Readonly<Record<Invariant, string>> = {
  I1: 'A paper has at most one live job',
  I2: 'A paper is Pending or Running exactly while it has a live job',
  I3: 'Pending and Running papers remember what they were, others do not',
  I4: 'Deferred papers have a time, others do not',
  I5: 'While the collector is stopped nothing of its plans is left',
  I6: 'What a paper goes back to is complete',
  I9: 'A paper that is Done with a file is planned only by a person',
  I11: 'Plans never overlap',
  I12: 'No day starts more papers than its largest volume',
  I13: 'Every planned time lies inside its hour',
  I15: 'Every stored full text has its file',
}

/** One thing that is wrong: the invariant, and what breaks it. */
export type Violation = Readonly<{ invariant: Invariant; what: string }>

/** Everything that is wrong now; at most 20 of each kind. */
export async function findViolations(db: Parameters<(typeof invariantQueries)['I1']>[0]): Promise<Violation[]> {
  const violations: Violation[] = []
  for (const invariant of Object.keys(invariantQueries) as Invariant[]) {
    const broken = await invariantQueries[invariant](db)
    violations.push(...broken.map((what) => ({ invariant, what })))
  }
  return violations
}

const invariantChecks: readonly Check[] = (Object.keys(invariantQueries) as Invariant[]).map((invariant) => ({
  name: `papers.${invariant.toLowerCase()}`,
  title: invariantTitles[invariant],
  run: async ({ db }): Promise<Finding> => {
    const broken = await invariantQueries[invariant](db)
    if (broken.length === 0) return { level: 'ok', message: `${invariantTitles[invariant]}.` }
    return {
      level: 'fail',
      message: `${broken.length} times not so (${invariant}): ${broken.slice(0, 5).join('; ')}.`,
      remedy: 'Stop the collector (emergency stop puts every paper back), then start it again; report it with the log.',
    }
  },
}))

const contactCheck: Check = {
  name: 'papers.contact',
  title: 'Sources know whom to write to',
  href: '/papers/collector',
  run: async (platform) => {
    const contact = await findContact(platform, platform.db)
    if (contact) return { level: 'ok', message: `Sources are told ${contact.mail}.` }
    return {
      level: 'warn',
      message: 'No plausible contact address is set: the collector does not start.',
      remedy: 'Set the contact in the settings of Papers, or LYCEUM_CONTACT.',
    }
  },
}

const emergencyCheck: Check = {
  name: 'papers.collector',
  title: 'The collector is not in an emergency',
  run: async ({ db }) => {
    const { state, changed_by, reason } = await findCollector(db)
    if (state !== 'emergency') return { level: 'ok', message: `The collector is ${state}.` }
    return {
      level: 'warn',
      message: `${changed_by} stopped the collector in an emergency${reason ? `: ${reason}` : ''}.`,
      remedy: 'Once the cause is gone, start it again and confirm.',
    }
  },
}

/** What `lyceum doctor` and Admin → System ask of this app. */
export const checks: readonly Check[] = [contactCheck, emergencyCheck, ...invariantChecks]
