import type { NoticeKind } from '../notices/notices.ts'

/** A job that took its time, and that a person had asked for. */
export const jobEnded: NoticeKind = {
  name: 'tasks.ended',
  title: 'A long job that I asked for has ended',
  usual: { onPage: true, byMail: false },
  texts: {
    succeeded: { level: 'success', title: '“{{job}}” is done.' },
    failed: { level: 'danger', title: '“{{job}}” has failed.' },
  },
}
