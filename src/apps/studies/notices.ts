import type { NoticeKind } from '../../platform/notices/notices.ts'

const ended = {
  done: {
    level: 'success',
    title: 'Your analysis “{{analysis}}” of “{{study}}” has finished after {{duration}}. {{sentence}}',
  },
  failed: {
    level: 'danger',
    title: 'Your analysis “{{analysis}}” of “{{study}}” could not be completed: {{sentence}}',
  },
} as const satisfies NoticeKind['texts']

/** By letter, for those who asked for one on the form. */
export const analysisEnded: NoticeKind = {
  name: 'studies.analysis-ended',
  title: 'An analysis of mine has ended, and I asked for a letter',
  usual: { onPage: true, byMail: true },
  texts: ended,
}

export const analysisEndedQuietly: NoticeKind = {
  name: 'studies.analysis-ended-quietly',
  title: 'An analysis of mine has ended, and I asked for no letter',
  usual: { onPage: true, byMail: false },
  texts: ended,
}

export const resultsExpire: NoticeKind = {
  name: 'studies.results-expire',
  title: 'Results of mine are soon taken away',
  usual: { onPage: true, byMail: true },
  texts: {
    soon: {
      level: 'warning',
      title: 'The results of “{{analysis}}” of “{{study}}” are taken away in {{days}} days. You can have it put off.',
    },
  },
}

export const studyShared: NoticeKind = {
  name: 'studies.shared',
  title: 'Somebody shares a study with me',
  usual: { onPage: true, byMail: true },
  texts: { shared: { level: 'info', title: '{{name}} shares the study “{{study}}” with you.' } },
}

export const analysisFailedInHouse: NoticeKind = {
  name: 'studies.analysis-crashed',
  title: 'An analysis of somebody has met a mistake of ours',
  usual: { onPage: true, byMail: true },
  texts: {
    crashed: { level: 'danger', title: 'The analysis “{{analysis}}” ({{kind}}) crashed; its whole state is kept.' },
  },
}

export const noticeKinds = [analysisEnded, analysisEndedQuietly, resultsExpire, studyShared, analysisFailedInHouse]
