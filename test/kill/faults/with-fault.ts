import { pathToFileURL } from 'node:url'

/** What a process needs in its environment to have the faults of these files. */
export const withFault = (...files: readonly string[]): Record<string, string> => ({
  NODE_OPTIONS: files.map((file) => `--import=${pathToFileURL(file).href}`).join(' '),
})
