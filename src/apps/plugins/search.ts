import { type Found, isId, type Searcher } from '../../platform/search/search.ts'
import { links } from './links.ts'
import { findTaskById, findTasksByPlugin } from './queries/finding.ts'
import type { TaskRow } from './tables.ts'
import { catalogueOf } from './tasks/catalogues.ts'

/** Plugins that are installed here, by all words of title, name, tags and description. */
const plugins: Searcher = {
  kind: 'plugin',
  permission: 'plugins.run',
  find: async (platform, { text, limit }) => {
    const words = text.toLowerCase().split(/\s+/)
    const rankOf = (title: string, rest: string): number => {
      if (!words.every((word) => `${title} ${rest}`.includes(word))) return 0
      return words.every((word) => title.includes(word)) ? 2 : 1
    }
    return (await catalogueOf(platform)).plugins
      .map((one) => ({
        one,
        rank: rankOf(
          `${one.title} ${one.identifier}`.toLowerCase(),
          `${one.tags.join(' ')} ${one.description}`.toLowerCase(),
        ),
      }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank)
      .slice(0, limit)
      .map(({ one }) => ({ title: one.title, detail: one.identifier, href: links.plugin(one.identifier) }))
  },
}

/** One's own runs of plugins: by number, by id, or by the plugin. */
const runs: Searcher = {
  kind: 'run',
  permission: 'plugins.read',
  find: async ({ db }, { text, limit }, { id: ownerId }) => {
    if (isId(text)) return (await findTaskById(db, ownerId, text)).map(asFound)
    return (await findTasksByPlugin(db, ownerId, text, limit)).map(asFound)
  },
}

const asFound = ({ seq, plugin, started_at: at, status }: TaskRow): Found => ({
  title: `${plugin} #${seq}`,
  detail: [at?.slice(0, 16).replace('T', ' '), at && 'UTC', status].filter(Boolean).join(' '),
  href: links.task(seq),
})

export const search = [plugins, runs]
