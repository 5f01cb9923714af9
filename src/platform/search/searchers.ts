import { declaredBy } from '../app.ts'
import type { House } from '../web/house.ts'
import type { Translate } from '../web/languages.ts'
import { help } from './help.ts'
import { actionsOf, pagesOf, placesFor, settingsOf } from './places.ts'
import type { Searcher } from './search.ts'

/** Everything that can be asked: what the house itself consists of, and what the parts declare. */
export async function searchersOf({ apps, parts }: House, t: Translate): Promise<readonly Searcher[]> {
  const declared = await declaredBy([...new Set([...parts, ...apps])], (part) => part.search?.())
  const own: readonly Searcher[] = [
    {
      kind: 'action',
      permission: 'house.read',
      find: async (_platform, wish, person) => placesFor(actionsOf(parts, person, t), wish),
    },
    {
      kind: 'page',
      permission: 'house.read',
      find: async (_platform, wish, person) => placesFor(pagesOf(apps, person, t), wish),
    },
    {
      kind: 'setting',
      permission: 'house.administer',
      find: async (_platform, wish) => placesFor(settingsOf(parts, t), wish),
    },
  ]
  return [...own, help, ...declared.flat()]
}
