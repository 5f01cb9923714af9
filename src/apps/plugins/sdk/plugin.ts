import type { RunContext, VirtualPlugins } from './context.ts'
import type { Fields, ValuesOf } from './fields.ts'

export type PluginType = 'processing' | 'visualization' | 'conversion' | 'dataloader' | 'interaction'

/** What a job ends with: nothing, a last line for the log, the form that comes next, or the wait for somebody else. */
export type RunResult = string | undefined | NextStep | Waiting

/** One file, or kind of file, that a plugin makes. */
export type DataOutput = Readonly<{
  name?: string
  dataType: string
  contentType: readonly string[]
  /** False where it depends on the parameters. */
  required: boolean
}>

type Form<Inputs extends Fields, Parameters extends Fields> = Readonly<{
  /** Addresses of files and plugins; they become `dataInput` and `pluginDependencies` of the metadata. */
  inputs?: Inputs
  /** Everything else, shown after the inputs. */
  parameters?: Parameters
  /** Markdown, folded away at the head of the form. */
  help?: string
  /** Values that a link in the help fills in. */
  example?: Readonly<Record<string, string>>
  /** HTML of the plugin's own that stands below the form, such as an empty figure for `scripts`. */
  html?: string
  /** Files of the plugin's folder `static/`, loaded by the page as modules and as style sheets. */
  scripts?: readonly string[]
  styles?: readonly string[]
  /** An endpoint such as `plots/` whose answer stands below the form, made anew when a field changes. */
  view?: string
}>

/** A later form of a running task. */
export type Step = Form<Fields, Fields> &
  Readonly<{
    title: string
    /** Words on the button that sends the form; default “Submit”. */
    submitLabel?: string
    /** Further buttons: the same fields, sent to an address of the button's own. `run` finds its name in `context.button`. */
    buttons?: Readonly<Record<string, StepButton>>
    /** Fields that depend on what came before; they stand in place of `parameters`. */
    fieldsFor?: (context: FormContext) => Fields | Promise<Fields>
    /** HTML that depends on what came before; it stands in place of `html`. */
    htmlFor?: (context: FormContext) => string | Promise<string>
    /**
     * Below the plugin's root, with `:task` for the number of the task, and `:step` for the step's id where one step is
     * opened several times; default `:task/<name>-process/`.
     */
    processPath?: string
    /** Default `:task/<name>-ui/`. */
    uiPath?: string
    // A step's values cannot be inferred inside a record of steps; `defineStep` gives them their types.
    run: (context: RunContext, values: Readonly<Record<string, never>>) => Promise<RunResult> | RunResult
  }>

/** A button besides the first one, such as “Done”. */
export type StepButton = Readonly<{
  label: string
  /** As the step's own; default `:task/<step>-<button>/`. */
  processPath?: string
  /** The fields count for nothing: the form may be empty, and `values` hold none. */
  withoutFields?: boolean
}>

/** What a form may look at before it is shown. */
export type FormContext = Pick<
  RunContext,
  'task' | 'plugin' | 'stepId' | 'data' | 'open' | 'state' | 'blobs' | 'secrets'
>

/** An address of the plugin's own below its root, for other plugins or its own scripts. */
export type Endpoint = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Such as `circuit/:state/`; with `:task` the handler gets that task's data. */
  path: string
  summary: string
  handle: (request: EndpointRequest, context: EndpointContext) => Promise<EndpointResponse> | EndpointResponse
}>

export type EndpointRequest = Readonly<{
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  /** Parsed JSON or form; undefined where nothing was sent. */
  body: unknown
}>

export type EndpointResponse = Readonly<{
  /** Default 200. */
  status?: number
  /** Sent as JSON where it is neither text nor bytes. */
  body?: unknown
  contentType?: string
  location?: string
}>

export type EndpointContext = Pick<RunContext, 'plugin' | 'state' | 'blobs' | 'secrets' | 'open'> &
  Readonly<{
    virtual: VirtualPlugins
    /** The task named in the path; undefined without `:task`. */
    task?: RunContext['task'] & Readonly<{ status: string; openStepId: string | null; data: Record<string, unknown> }>
    /** Starts a job of `reactions` for the task named in the path. */
    react: (reaction: string, values: Readonly<Record<string, unknown>>) => Promise<void>
  }>

export type PluginDeclaration<Inputs extends Fields, Parameters extends Fields> = Form<Inputs, Parameters> &
  Readonly<{
    name: string
    /** PEP 440, such as `v1.0.0`. Clients keep metadata by name and version: whatever changes needs a new version. */
    version: string
    title: string
    description: string
    type: PluginType
    tags: readonly string[]
    outputs: readonly DataOutput[]
    /** Types of links in the metadata, each with a path below the plugin's root. */
    links?: Readonly<Record<string, string>>
    /** Paths of the first form, where clients expect others than `process/` and `ui/`. */
    processPath?: string
    uiPath?: string
    /** `required` asks callers for a query parameter `callback`: a webhook that is told of everything that happens to the task. */
    callback?: 'required' | 'optional'
    steps?: Readonly<Record<string, Step>>
    endpoints?: readonly Endpoint[]
    /** Jobs that an endpoint starts for a running task, by name. */
    reactions?: Readonly<Record<string, Reaction>>
    /** Runs the plugins that this one has published with a form (`context.virtual.publish`), by the name of each. */
    runVirtual?: (
      context: RunContext,
      values: Readonly<Record<string, unknown>>,
      which: Readonly<{ name: string; version: string }>,
    ) => Promise<RunResult> | RunResult
    /**
     * What its process may do besides computing: threads, connections to the hosts that the administrator named, programs, and
     * SQLite through Node, which asks nobody which files it may open.
     * Whoever installs a plugin is shown what it asks for.
     */
    needs?: readonly Need[]
    /** How much one run may take. 512 MB of memory and 4,000 MB of disk unless said otherwise; time without end. */
    limits?: Readonly<{ memoryMb?: number; timeoutMs?: number; diskMb?: number }>
    /** Whose work it builds on, in words for a list of references. */
    citation?: string
    run: (context: RunContext, values: ValuesOf<Inputs> & ValuesOf<Parameters>) => Promise<RunResult> | RunResult
  }>

export type Need = 'workers' | 'network' | 'programs' | 'sqlite'

export type Reaction = (
  context: RunContext,
  values: Readonly<Record<string, unknown>>,
) => Promise<RunResult> | RunResult

type NoFields = Record<never, never>

/** Declares a plugin; the default export of its `plugin.ts`. */
export function definePlugin<const Inputs extends Fields = NoFields, const Parameters extends Fields = NoFields>(
  declaration: PluginDeclaration<Inputs, Parameters>,
): Plugin {
  return declaration as unknown as Plugin
}

/** A plugin of whatever fields, as the house holds it. */
export type Plugin = PluginDeclaration<Fields, Fields>

/** Gives `run` of a step the types of its fields. */
export function defineStep<const Inputs extends Fields = NoFields, const Parameters extends Fields = NoFields>(
  step: Omit<Step, 'run' | 'inputs' | 'parameters'> &
    Readonly<{
      inputs?: Inputs
      parameters?: Parameters
      run: (context: RunContext, values: ValuesOf<Inputs> & ValuesOf<Parameters>) => Promise<RunResult> | RunResult
    }>,
): Step {
  return step as unknown as Step
}

/** What `openStep` makes. */
export type NextStep = Readonly<{
  next: 'step'
  step: string
  stepId: string
  href?: string
  uiHref?: string
  log?: string
  progress?: Readonly<{ value: number; start?: number; target?: number; unit?: string }>
}>

type NextStepOptions = Readonly<{
  /** Where one step is opened several times, such as `add-join-2`; default the step's name. */
  stepId?: string
  /** Addresses of another plugin's step that is passed on, absolute. */
  href?: string
  uiHref?: string
  log?: string
  progress?: NextStep['progress']
}>

/** Ends the job with a form: the task waits for somebody to fill it in. */
export function openStep(step: string, options: NextStepOptions = {}): NextStep {
  return { next: 'step', step, stepId: step, ...options }
}

/** What `keepWaiting` makes. */
export type Waiting = Readonly<{ next: 'wait'; log?: string; clearStep?: boolean }>

/** Ends a job without ending its task, for plugins that wait for others to call an endpoint of theirs. */
export function keepWaiting(options: Readonly<{ log?: string; clearStep?: boolean }> = {}): Waiting {
  return { next: 'wait', ...options }
}

/** A failure that the caller can put right: its message goes to the log without a stack trace. */
export class PluginError extends Error {
  override name = 'PluginError'
}
