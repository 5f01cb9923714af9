import type { KnownPaper } from '../../../../test/support/publishers.ts'
import type { PaperStatus } from '../tables.ts'

type Case = Readonly<{ known: KnownPaper; status: PaperStatus; code: string | null }>

/** Ways in which the world answers, and what becomes of the paper. */
export const answerCases: readonly Case[] = [
  { known: { doi: '10.5555/octets', manner: 'octet-stream' }, status: 'done', code: null },
  { known: { doi: '10.5555/junk', manner: 'junk-first' }, status: 'done', code: null },
  { known: { doi: '10.5555/moved', manner: 'redirect' }, status: 'done', code: null },
  { known: { doi: '10.5555/viewer', manner: 'viewer' }, status: 'done', code: null },
  { known: { doi: '10.5555/second', manner: 'not-found', others: ['pdf'] }, status: 'done', code: null },
  { known: { doi: '10.5555/third', manner: 'challenge', others: ['forbidden', 'pdf'] }, status: 'done', code: null },
  { known: { doi: '10.5555/challenge', manner: 'challenge' }, status: 'manual', code: 'bot_challenge' },
  { known: { doi: '10.5555/paywall', manner: 'paywall' }, status: 'failed', code: 'paywalled' },
  { known: { doi: '10.5555/html', manner: 'html' }, status: 'failed', code: 'not_pdf' },
  { known: { doi: '10.5555/lying', manner: 'html-as-pdf' }, status: 'failed', code: 'not_pdf' },
  { known: { doi: '10.5555/tiny', manner: 'tiny' }, status: 'failed', code: 'not_pdf' },
  { known: { doi: '10.5555/no-end', manner: 'truncated-pdf' }, status: 'deferred', code: 'truncated' },
  { known: { doi: '10.5555/one-page', manner: 'preview' }, status: 'manual', code: 'suspect_preview' },
  { known: { doi: '10.5555/forbidden', manner: 'forbidden' }, status: 'failed', code: 'forbidden' },
  { known: { doi: '10.5555/gone', manner: 'gone' }, status: 'failed', code: 'http_4xx' },
  { known: { doi: '10.5555/closed', unpaywall: 'closed' }, status: 'failed', code: 'no_open_copy' },
  {
    known: { doi: '10.5555/nobody', crossref: 'missing', unpaywall: 'missing' },
    status: 'failed',
    code: 'doi_not_found',
  },
  { known: { doi: '10.5555/changed', crossref: 'changed', manner: 'pdf' }, status: 'done', code: null },
]
