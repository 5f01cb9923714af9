import { PluginError } from '../../../../src/apps/plugins/sdk/plugin.ts'
import { sentenceOf } from './findings.ts'
import { UnusableInputs } from './inputs.ts'

const mostNamed = 10

/** What is wrong with files, for whoever gave them; any other error as it is. */
export function asPluginError(error: unknown): unknown {
  if (!(error instanceof UnusableInputs)) return error
  const errors = error.findings.filter(({ severity }) => severity === 'error').map(sentenceOf)
  const rest = errors.length > mostNamed ? [`${errors.length - mostNamed} more of them.`] : []
  return new PluginError([...errors.slice(0, mostNamed), ...rest].join('\n'), { cause: error })
}
