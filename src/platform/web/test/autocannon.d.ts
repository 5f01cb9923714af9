declare module 'autocannon' {
  /** What of its options and figures the tests use. */
  type Options = Readonly<{ url: string; connections: number; duration: number; workers: number }>
  type Figures = {
    /** In ms. */
    latency: { p50: number }
    statusCodeStats?: Record<string, { count: number }>
  }
  export default function autocannon(options: Options): Promise<Figures>
}
