import type { Part } from './signoff/signoff.ts'

const api = '/api/v1/observations'

/** Every address of the desk; roster, search and letters to observers have files of their own. */
export const links = {
  index: () => '/observations',
  askObsid: () => '/observations/ocat',
  ocat: (obsid: number | string) => `/observations/ocat/${obsid}`,
  ocatPart: (obsid: number | string, part: 'confirm' | 'sent' | 'reload') => `/observations/ocat/${obsid}/${part}`,
  help: () => '/observations/parameters',
  askRevision: () => '/observations/revisions',
  revision: (key: string) => `/observations/revisions/${key}`,
  agreement: (key: string) => `/observations/revisions/${key}/agreement`,
  status: (query = '') => `/observations/status${query}`,
  statusTable: () => '/observations/status/table',
  signOff: (revisionId: string, part: Part | ':part') => `/observations/sign-offs/${revisionId}/${part}`,
  signOffAct: (revisionId: string, part: Part | ':part', act: 'approve' | 'discard' | 'undo') =>
    `/observations/sign-offs/${revisionId}/${part}/${act}`,
  removeRevision: (revisionId: string) => `/observations/sign-offs/${revisionId}/remove`,
  express: () => '/observations/express',
  expressConfirm: () => '/observations/express/confirm',
  mine: () => '/observations/mine',
  approved: () => '/observations/approved',
  approvedCsv: () => '/observations/approved.csv',
  months: () => '/observations/months',
  approvedCalendar: () => '/observations/approved.ics',
  month: (month: string) => `/observations/months/${month}`,
  api: {
    revisions: () => `${api}/revisions`,
    revision: (key: string) => `${api}/revisions/${key}`,
    cell: (key: string, part: Part | ':part') => `${api}/revisions/${key}/sign-offs/${part}`,
    agreements: (key: string) => `${api}/revisions/${key}/agreements`,
    status: () => `${api}/status`,
    approved: () => `${api}/approved`,
  },
} as const
