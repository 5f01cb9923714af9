import { wosTags } from '../presets/known.ts'
import type { Form } from './form.ts'
import { joined, TaggedReader, type Tagging } from './tagged.ts'

/** Each line of these is a value of its own. */
const lists = 'AU AF BA BF CA BE GP CR C1 EM RI OI'.split(' ')

const tagging: Tagging = {
  line: /^([A-Z][A-Z0-9])(?: (.*))?$/,
  first: 'PT',
  last: 'ER',
  continued: (line) => line,
  listed: new Set(lists),
  outside: new Set(['FN', 'VR', 'EF']),
  named: joined,
}

/** Web of Science, "Plain text file": two-letter tags, continuation lines with three blanks. */
export const webOfScience: Form = {
  name: 'wos',
  extension: '.txt',
  preset: { ...wosTags, name: 'wos-plain', title: 'Web of Science, plain text' },
  names: 'PT TI AU AF CA SO DT LA PY PD EA VL IS BP EP AR DI SN EI BN PU AB PM UT OA'.split(' '),
  open: async () => new TaggedReader(tagging),
  head: 'FN Web of Science, rows left out\nVR 1.0\n',
  comment: (text) => `   ${text}`,
}
