import type { PaperStatus } from './tables.ts'

/** What a person reads about a paper that did not end well, and what to do about it. */
export type FailureWords = Readonly<{ sentence: string; action: string }>

const wait = 'Nothing to do: it is tried again by itself.'
const byHand = 'Open the landing page in your browser, and add the file by hand if you may read it.'
const decide = 'Look at the file: choose “Good as it is”, or add the right one by hand.'

/** Why a paper is Deferred, Failed or Manual: a closed list, each with its words. */
export const failureWords = {
  no_identifier: {
    sentence: 'The paper has no DOI, and none could be found by its title.',
    action: 'Add the DOI, then process the paper again.',
  },
  ambiguous_match: {
    sentence: 'Several records look like this paper.',
    action: 'Compare the candidates, enter the right DOI, and process the paper again.',
  },
  doi_not_found: {
    sentence: 'No source knows this DOI.',
    action: 'Check the DOI: it may be mistyped.',
  },
  no_open_copy: {
    sentence: 'No open copy of this paper is known.',
    action: 'Add the file by hand if your library gives you access; it is looked for again after 90 days.',
  },
  paywalled: { sentence: 'The address leads to a sign-in or payment page.', action: byHand },
  forbidden: { sentence: 'The site refuses this file to programs.', action: byHand },
  robots_disallowed: { sentence: 'The site asks programs not to fetch this file (robots.txt).', action: byHand },
  bot_challenge: { sentence: 'The site answers programs with a puzzle for people.', action: byHand },
  cookie_wall: { sentence: 'The site insists on cookies before it shows anything.', action: byHand },
  not_pdf: { sentence: 'The address gave something that is no PDF.', action: byHand },
  truncated: { sentence: 'The file ended before its end.', action: wait },
  too_large: {
    sentence: 'The file is larger than is accepted.',
    action: 'Add it by hand, or raise the limit in the settings.',
  },
  content_mismatch: { sentence: 'The file seems to be another paper.', action: decide },
  suspect_preview: {
    sentence: 'The file seems to be a preview of one page.',
    action: 'Look at the file: choose “Good as it is”, or add the whole one by hand.',
  },
  suspect_shared_body: {
    sentence: 'The same file came for several other papers: probably a notice, not a paper.',
    action: decide,
  },
  licence_unclear: {
    sentence: 'The paper is free to read, but nobody states that its file may be kept.',
    action: 'Look at its page and decide, or allow such files in the settings.',
  },
  timeout: { sentence: 'The site did not answer in time.', action: wait },
  dns: { sentence: 'The site could not be found.', action: wait },
  connection: { sentence: 'The connection to the site failed.', action: wait },
  tls_error: { sentence: 'The site could not prove who it is.', action: byHand },
  blocked_address: { sentence: 'The address leads to a place that may not be fetched from.', action: byHand },
  http_4xx: { sentence: 'The site refused the request, or has the file no longer.', action: byHand },
  http_5xx: { sentence: 'The site has a fault of its own.', action: wait },
  rate_limited: { sentence: 'The site asks for fewer requests, or is left in peace for a while.', action: wait },
  disk_full: {
    sentence: 'There is too little room on the disk.',
    action: 'Make room; the paper is tried again by itself.',
  },
  storage_error: {
    sentence: 'The file could not be stored.',
    action: 'Ask the administrator to look at the disk and the log; the paper is tried again by itself.',
  },
  adapter_contract: {
    sentence: 'A source answered in a way this version does not understand.',
    action: 'Tell the administrator; an update may be needed.',
  },
  config_missing: {
    sentence: 'A setting that the source asks for is missing.',
    action: 'Ask the administrator to complete the settings.',
  },
  crash_loop: {
    sentence: 'Processing this paper brought the program down three times.',
    action: 'Tell the administrator; process it again after an update.',
  },
  aborted: { sentence: 'Processing was stopped.', action: wait },
  retracted_skip: {
    sentence: 'The paper is retracted, and the settings leave such papers out.',
    action: 'To have its full text all the same, change the setting, or add the file by hand.',
  },
  other: { sentence: 'Something unexpected happened.', action: 'Ask the administrator to look at the log.' },
} as const satisfies Readonly<Record<string, FailureWords>>

export type FailureCode = keyof typeof failureWords

export const isFailureCode = (code: string): code is FailureCode => Object.hasOwn(failureWords, code)

/** Failures that pass by themselves: the paper is tried again, as long as it has not been tried too often. */
export const passingCodes: readonly FailureCode[] = [
  'dns',
  'connection',
  'timeout',
  'truncated',
  'http_5xx',
  'rate_limited',
  'disk_full',
  'storage_error',
]

const triedOften = 'It was tried several times. Process it again when the cause may be gone.'

/** What somebody can do about it; where a paper has Failed nothing happens by itself any more. */
export const nextStep = (code: FailureCode, status: PaperStatus): string =>
  status === 'failed' && passingCodes.includes(code) ? triedOften : failureWords[code].action

/** Failures that say something is wrong with the way out, rather than that a paper has no open copy. */
export const troubleCodes: readonly FailureCode[] = [
  'forbidden',
  'bot_challenge',
  'cookie_wall',
  'timeout',
  'dns',
  'connection',
  'tls_error',
  'http_4xx',
  'http_5xx',
  'rate_limited',
  'disk_full',
  'storage_error',
]
