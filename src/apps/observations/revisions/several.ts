import type { Observation } from '../catalog/read-model.ts'
import { type Flag, flagGroups, flags, isAcis, isHrc, isSet, namesFor, rankFlags } from '../parameters/parameters.ts'
import { hrcNames, isSameKept, present, type Requests, resulting } from './comparing.ts'

/** What a further observation of the same submission is asked to change. */
type ExtraRequests = Readonly<{
  requests: Requests
  /** Groups that stay as they are, since this observation had others than the first one. */
  skipped: readonly Flag[]
}>

/**
 * The requests of the first observation, as far as they make sense for another one: nothing of another instrument, no
 * ranked constraint that was not the same in both before, nothing that it has already.
 */
export function requestsForExtra(main: Observation, mainRequests: Requests, extra: Observation): ExtraRequests {
  const foreign = new Set<string>(foreignNames(resulting(main, mainRequests, 'instrument'), extra.values.instrument))
  const skipped = flags.filter((flag) => isGroupSkipped(main, mainRequests, extra, flag))
  const left = new Set<string>(skipped.flatMap((flag) => [flag, ...flagGroups[flag]]))
  const requests = [...mainRequests].filter(
    ([name, value]) => !foreign.has(name) && !left.has(name) && !isSameKept(name, present(extra, name), value),
  )
  return { requests: new Map(requests), skipped: skipped.filter((flag) => !foreign.has(flag)) }
}

function foreignNames(mainInstrument: unknown, extraInstrument: unknown): readonly string[] {
  if (isAcis(mainInstrument) && isHrc(extraInstrument)) return namesFor('acis')
  return isHrc(mainInstrument) && isAcis(extraInstrument) ? hrcNames : []
}

function isGroupSkipped(main: Observation, mainRequests: Requests, extra: Observation, flag: Flag): boolean {
  const names: readonly string[] = [flag, ...flagGroups[flag]]
  if (!names.some((name) => mainRequests.has(name))) return false
  if (rankFlags.some((one) => one === flag)) {
    return !names.every((name) => isSameKept(name, present(main, name), present(extra, name)))
  }
  // Values of a pattern mean nothing where there is none.
  const flagAfter = mainRequests.has(flag) ? mainRequests.get(flag) : extra.values[flag]
  return !isSet(flagAfter) && isSet(resulting(main, mainRequests, flag))
}
