import type { Searcher } from '../../platform/search/search.ts'
import { links } from './links.ts'
import { findAnalysesBy, findStudiesBy } from './queries/finding.ts'

const studies: Searcher = {
  kind: 'study',
  permission: 'studies.read',
  find: async ({ db }, { text, limit }, person) =>
    (await findStudiesBy(db, person, text, limit)).map(({ id, title, about }) => ({
      title,
      detail: about.slice(0, 80),
      href: links.study(id),
    })),
}

const runs: Searcher = {
  kind: 'run',
  permission: 'studies.read',
  find: async ({ db }, { text, limit }, person) =>
    (await findAnalysesBy(db, person, text, limit)).map(({ id, title, study, kind_title: kind }) => ({
      title,
      detail: `${study} · ${kind}`,
      href: links.analysis(id),
    })),
}

export const search = [studies, runs]
