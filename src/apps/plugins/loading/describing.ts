import type { Plugin, Step } from '../sdk/plugin.ts'

/** What a plugin says of itself, as plain data; it is checked where it arrives. */
export function describePlugin(plugin: Plugin): Record<string, unknown> {
  const { run: _run, steps = {}, endpoints = [], reactions: _reactions, runVirtual, ...plain } = plugin
  const { processPath, uiPath, ...rest } = plain
  return {
    ...rest,
    processPath: processPath ?? 'process/',
    uiPath: uiPath ?? 'ui/',
    hasVirtual: runVirtual !== undefined,
    steps: Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, describeStep(name, step)])),
    endpoints: endpoints.map(({ method, path, summary }) => ({ method, path, summary })),
  }
}

function describeStep(name: string, step: Step): Record<string, unknown> {
  const { run: _run, fieldsFor, htmlFor, processPath, uiPath, buttons = {}, ...rest } = step
  return {
    ...rest,
    processPath: processPath ?? `:task/${name}-process/`,
    uiPath: uiPath ?? `:task/${name}-ui/`,
    buttons: Object.fromEntries(
      Object.entries(buttons).map(([button, { label, processPath: own, withoutFields = false }]) => [
        button,
        { label, processPath: own ?? `:task/${name}-${button}/`, withoutFields },
      ]),
    ),
    hasFieldsFor: fieldsFor !== undefined,
    hasHtmlFor: htmlFor !== undefined,
  }
}
