import assert from 'node:assert/strict'
import { test } from 'node:test'
import { effortMs } from '../../../../../test/support/effort.ts'
import { readAuthors } from '../authors.ts'
import { readDate } from '../dates.ts'
import { normaliseDoi } from '../doi.ts'
import { titleFingerprint } from '../fingerprint.ts'
import { refuseOtherFormats } from '../formats.ts'
import { normaliseHeader } from '../headers.ts'
import {
  readArxiv,
  readIsbns,
  readOpenAlex,
  readPmcid,
  readPmid,
  readScopusEid,
  readWebAddress,
  readWosUt,
} from '../identifiers.ts'
import { readIssns } from '../issn.ts'
import { readLanguages } from '../languages.ts'
import { readOaStatus } from '../open-access.ts'
import { cleanCell } from '../text.ts'
import { readTitle } from '../titles.ts'
import { isRetractedTitle, readType } from '../types.ts'

const MEGABYTE = 1_000_000
const LIMIT_MS = 100

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  normaliseDoi: (text) => normaliseDoi(text),
  'normaliseDoi of BibTeX': (text) => normaliseDoi(text, { bibtex: true }),
  readDate: (text) => readDate(text, 'day-first', 2028),
  readArxiv,
  readIsbns,
  readOpenAlex,
  readPmcid,
  readPmid,
  readScopusEid,
  readWebAddress,
  readWosUt,
  readIssns: (text) => readIssns(text.slice(0, 200_000)),
  readLanguages,
  readOaStatus,
  readType,
  readAuthors,
  normaliseHeader,
  isRetractedTitle,
  titleFingerprint,
  cleanCell,
  readTitle,
  refuseOtherFormats: (text) => refuseOtherFormats(Buffer.from(text).subarray(0, 65_536)),
}

const SIGNS = 'a \t\n\u00a0"1%&()></.,;|[{-\u200bÉ\ud8009X'
const BEGINNINGS = `
  10. 10.1111 10.1111.10.1111 10.1111/ 10.1111/a; doi: %2F &amp; &# <i> </i> // .full.pdf @a 1- 2012 2012- 1/ A.
  e\u0301 \ud83d\ude00 https://a/ arXiv: cs/ WOS:`
const WITH_BLANKS = ['doi: ', '<i ', '%\n', 'Jan ', 'A, ', 'A B, ', 'TY  - ', 'x\n']
const PIECES = [...SIGNS, ...BEGINNINGS.trim().split(/\s+/), ...WITH_BLANKS]

for (const [name, read] of Object.entries(READERS)) {
  test(`R-V1 ${name} reads 1 MB of hostile text in less than ${LIMIT_MS} ms`, () => {
    read('warm')
    for (const piece of PIECES) {
      for (const start of name.startsWith('normaliseDoi') ? ['', '10.1000/', 'https://x.org/', 'doi:'] : ['']) {
        const text = start + piece.repeat(MEGABYTE / piece.length)
        const tookMs = effortMs(() => {
          try {
            read(text)
          } catch (error) {
            assert.ok(error instanceof Error && 'code' in error, `${name} threw ${String(error)}`)
          }
        }, LIMIT_MS)
        assert.ok(tookMs < LIMIT_MS, `${JSON.stringify(start + piece)} took ${Math.round(tookMs)} ms`)
      }
    }
  })
}
