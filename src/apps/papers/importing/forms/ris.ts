import { normaliseDoi } from '../doi.ts'
import type { Form } from './form.ts'
import { joined, TaggedReader, type Tagging } from './tagged.ts'

/** Where programs put a DOI that has no `DO`. */
const otherPlacesOfDois = ['M3', 'L3', 'C7', 'N1', 'UR']

const tagging: Tagging = {
  line: /^\s{0,3}([A-Z][A-Z0-9]) {1,2}-(?: (.*))?$/,
  first: 'TY',
  last: 'ER',
  continued: (line) => line,
  listed: new Set(),
  named: (values) => {
    const names = joined(values)
    const dois = values.get('DO') ?? otherPlacesOfDois.flatMap((tag) => (values.get(tag) ?? []).flatMap(doiWithin))
    if (dois.length > 0) names.set('DO', withoutTwins(dois).join('; '))
    if ((values.get('C7') ?? []).some((value) => doiWithin(value).length > 0)) names.delete('C7')
    if (names.get('TY') === 'GEN' && /arxiv/i.test(`${names.get('DO')} ${names.get('UR')}`)) names.set('TY', 'preprint')
    for (const tag of ['AB', 'N2']) if (values.has(tag)) names.set(tag, (values.get(tag) ?? []).join(' '))
    return names
  },
}

function doiWithin(value: string): string[] {
  const doi = value.includes('10.') ? normaliseDoi(value).doi : null
  return doi === null ? [] : [doi]
}

/** `DO` may stand twice: as a DOI, and as an address. */
function withoutTwins(dois: readonly string[]): string[] {
  const known = new Set<string>()
  return dois.filter((text) => {
    const doi = normaliseDoi(text).doi ?? text
    return !known.has(doi) && known.add(doi)
  })
}

/** RIS in its old (T1, A1, Y1, JF, N2) and new dialect (TI, AU, PY, T2, AB). */
export const ris: Form = {
  name: 'ris',
  extension: '.ris',
  preset: {
    name: 'ris',
    title: 'RIS',
    keys: [],
    fewest: 0,
    names: {
      title: ['ti', 't1', 'bt', 'ct'],
      doi: ['do'],
      issn: ['sn'],
      journal: ['jf', 't2', 'jo', 'ja', 'j1', 'j2'],
      type: ['ty'],
      language: ['la'],
      published: ['da', 'y1', 'py'],
      authors: ['au', 'a1'],
      abstract: ['ab', 'n2'],
      volume: ['vl'],
      issue: ['is'],
      article_number: ['c7'],
      first_page: ['sp'],
      last_page: ['ep'],
      publisher: ['pb'],
      url: ['ur'],
      alternative_id: ['an'],
      notes: ['n1'],
    },
  },
  names: 'TY TI T1 AU A1 DO JF T2 JO JA DA Y1 PY VL IS SP EP C7 SN PB LA UR AB N2 AN N1 KW'.split(' '),
  open: async () => new TaggedReader(tagging),
  comment: (text) => text,
}
