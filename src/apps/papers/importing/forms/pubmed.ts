import type { Form } from './form.ts'
import { joined, TaggedReader, type Tagging } from './tagged.ts'

/** `LID - 10.1371/journal.pmed.0020124 [doi]`: the kind of an identifier stands behind it. */
const withKind = /^(.*\S)\s\[([a-z]{2,12})\]$/

const tagging: Tagging = {
  line: /^([A-Z]{2,4}) {0,2}- ?(.*)$/,
  first: 'PMID',
  last: null,
  continued: (line) => line,
  listed: new Set(),
  named: (values) => {
    const byKind = new Map<string, string[]>()
    for (const [tag, all] of values) {
      for (const value of all) {
        const [, bare, kind] = tag === 'LID' || tag === 'AID' ? (withKind.exec(value) ?? []) : []
        const name = kind === undefined ? tag : `${tag} [${kind}]`
        byKind.set(name, [...(byKind.get(name) ?? []), bare ?? value])
      }
    }
    return joined(byKind)
  },
}

/** The tagged form of PubMed (`.nbib`, MEDLINE): continuation lines begin with six blanks. */
export const pubmed: Form = {
  name: 'nbib',
  extension: '.nbib',
  preset: {
    name: 'pubmed-tagged',
    title: 'PubMed (nbib)',
    keys: [],
    fewest: 0,
    endsTitlesWithStop: true,
    names: {
      title: ['ti', 'bti'],
      doi: ['lid [doi]', 'aid [doi]'],
      issn: ['is'],
      journal: ['jt', 'ta'],
      type: ['pt'],
      language: ['la'],
      published: ['dp', 'dep'],
      alternative_id: ['aid [pii]', 'lid [pii]'],
      authors: ['fau', 'au'],
      collaborations: ['cn'],
      abstract: ['ab'],
      volume: ['vi'],
      issue: ['ip'],
      pages: ['pg'],
      publisher: ['pb'],
      pmid: ['pmid'],
      pmcid: ['pmc'],
      isbn: ['isbn'],
    },
  },
  names: [
    ...'PMID TI FAU AU CN JT TA DP VI IP PG IS PT LA AB PMC ISBN PB'.split(' '),
    'LID [doi]',
    'AID [doi]',
    'AID [pii]',
    'LID [pii]',
  ],
  open: async () => new TaggedReader(tagging),
  comment: (text) => text,
}
