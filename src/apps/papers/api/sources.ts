import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Web } from '../../../platform/web/web.ts'
import { apiLinks } from '../links.ts'
import { SourcesBody } from '../schemas/sources.ts'
import { declared, questionsPerHour, type SourceName, sourceNames } from '../sources/declarations.ts'
import {
  readSourceNames,
  readSourceNumbers,
  sourceDaySetting,
  sourceSecondsSetting,
  sourcesSetting,
} from '../sources/settings.ts'

/** Who is asked about papers, for programs. Keys of sources are settings of the environment, and never shown. */
export function addSourceApi(web: Web, platform: Platform): void {
  web.get(
    apiLinks.sources(),
    {
      config: {
        rule: 'papers.read',
        about: { summary: 'Sources of details and files, in the order in which they are asked' },
      },
    },
    async () => ({ items: await listSources(platform), next: null }),
  )
  web.put(
    apiLinks.sources(),
    {
      schema: { body: SourcesBody },
      config: {
        rule: 'house.administer',
        about: { summary: 'Set which sources are asked, in which order and how often' },
      },
    },
    async (request) => {
      const { order, seconds, requestsADay } = request.body
      const by = actorOf(personOf(request))
      const { settings } = platform
      await platform.db.transaction().execute(async (tx) => {
        if (order) await settings.set(tx, sourcesSetting, order.join(', '), by)
        if (seconds) await settings.set(tx, sourceSecondsSetting, asPairs(seconds), by)
        if (requestsADay) await settings.set(tx, sourceDaySetting, asPairs(requestsADay), by)
      })
      return { items: await listSources(platform), next: null }
    },
  )
}

async function listSources({ db, settings }: Platform) {
  const order: readonly string[] = readSourceNames(await settings.get(db, sourcesSetting)) ?? []
  const seconds = readSourceNumbers(await settings.get(db, sourceSecondsSetting))
  const daily = readSourceNumbers(await settings.get(db, sourceDaySetting))
  const place = (name: string): number => {
    const index = order.indexOf(name)
    return index < 0 ? order.length : index
  }
  return sourceNames
    .map((name) => ({
      name,
      title: declared(name).title,
      isAsked: order.includes(name),
      questionsPerHour: questionsPerHour(declared(name)),
      seconds: seconds?.get(name) ?? null,
      requestsADay: daily?.get(name) ?? null,
    }))
    .sort((one, other) => place(one.name) - place(other.name))
}

const asPairs = (numbers: Readonly<Partial<Record<SourceName, number>>>): string =>
  Object.entries(numbers)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ')
