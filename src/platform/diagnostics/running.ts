import { declaredBy, type Part } from '../app.ts'
import type { Platform } from '../platform.ts'
import type { Check, Finding } from './check.ts'
import { generalChecks } from './checks.ts'

/** A check that takes longer than this is a finding of its own; a page waits less than a command. */
const longestCheckMs = { quick: 5_000, thorough: 30_000 }

export type CheckResult = Finding & Pick<Check, 'name' | 'title' | 'href'> & Readonly<{ tookMs: number }>

/**
 * Asks every question of the house and of its parts. With `thorough` whole tables are read too, one after another, which
 * may hold up this thread: for the command line, not for a page.
 */
export async function runChecks(
  platform: Platform,
  parts: readonly Part[],
  { thorough = false }: { thorough?: boolean } = {},
): Promise<CheckResult[]> {
  const ofParts = await declaredBy(parts, (part) => part.checks?.())
  const checks = [...generalChecks(parts, thorough), ...ofParts]
  if (!thorough) return Promise.all(checks.map((check) => runCheck(platform, check, longestCheckMs.quick)))
  const results: CheckResult[] = []
  for (const check of checks) results.push(await runCheck(platform, check))
  return results
}

/** Asks one question; a check that throws or takes too long is a finding of its own. */
export async function runCheck(
  platform: Platform,
  check: Check,
  longestMs: number = longestCheckMs.thorough,
): Promise<CheckResult> {
  const startedMs = performance.now()
  // A check that throws before its first wait throws here as well.
  const finding = await inTime(Promise.try(check.run, platform), longestMs).catch((error: unknown) =>
    couldNotLook(platform, check, error),
  )
  const { name, title, href } = check
  const tookMs = Math.round(performance.now() - startedMs)
  return { name, title, ...(href === undefined ? {} : { href }), ...finding, tookMs }
}

function couldNotLook({ log }: Platform, { name }: Check, error: unknown): Finding {
  log.warn({ err: error, check: name }, 'check failed to run')
  const message = 'This could not be looked at; the log says why.'
  return {
    level: 'fail',
    message,
    remedy: 'Mend what the log names (logs/ below the instance), and run lyceum doctor again.',
  }
}

async function inTime(looking: Promise<Finding>, longestMs: number): Promise<Finding> {
  const { promise, resolve } = Promise.withResolvers<Finding>()
  const message = `There was no answer within ${longestMs / 1_000} s.`
  const timer = setTimeout(
    () => resolve({ level: 'fail', message, remedy: 'See whether disk or database are overloaded.' }),
    longestMs,
  )
  try {
    return await Promise.race([looking, promise])
  } finally {
    clearTimeout(timer)
  }
}
