// @ts-check
// Draws the plots of a page from the numbers that stand in it, and saves them as SVG, PNG and CSV.

;(() => {
  /** @typedef {{ name: string, kind: 'line' | 'points' | 'bars', x: (number | string | null)[], y: (number | null)[], error?: (number | null)[] }} Series */
  /** @typedef {{ label: string, columns: string[], rows: string[], values: (number | null)[][], from?: number, to?: number }} Matrix */
  /** @typedef {{ title: string, x: { label: string, scale: string }, y: { label: string, scale: string }, series: Series[], matrix?: Matrix }} Plot */

  // Of Okabe and Ito: told apart by who sees colours otherwise; the second half for dark pages.
  const colours = {
    light: ['#0072b2', '#d55e00', '#007a5a', '#a0457d', '#8a6d00', '#3b3b3b', '#2f7fb5'],
    dark: ['#56b4e9', '#ff9f45', '#4fd1a5', '#e59ac6', '#f0e442', '#cccccc', '#8fd0ff'],
  }
  const echarts = /** @type {any} */ (window).echarts

  function draw(/** @type {HTMLElement} */ figure) {
    const canvas = figure.querySelector('[data-plot-canvas]')
    const data = figure.querySelector('script[type="application/json"]')
    if (!canvas || !data || !echarts) return
    /** @type {Plot} */
    const plot = JSON.parse(data.textContent ?? '{}')
    const chart = echarts.init(canvas, null, { renderer: 'svg' })
    let scale = plot.y.scale
    const show = () => chart.setOption(optionOf(plot, scale), true)
    show()
    new ResizeObserver(() => chart.resize()).observe(canvas)
    new MutationObserver(show).observe(document.documentElement, { attributeFilter: ['data-bs-theme'] })

    const button = /** @type {HTMLElement | null} */ (figure.querySelector('[data-plot-scale]'))
    button?.addEventListener('click', () => {
      scale = scale === 'log' ? 'linear' : 'log'
      button.setAttribute('aria-pressed', String(scale === 'log'))
      show()
    })
    for (const one of figure.querySelectorAll('[data-plot-save]'))
      one.addEventListener('click', () => save(plot, scale, /** @type {HTMLElement} */ (one).dataset.plotSave ?? 'csv'))
  }

  function optionOf(/** @type {Plot} */ plot, /** @type {string} */ scale, isForPaper = false) {
    const isDark = !isForPaper && document.documentElement.dataset.bsTheme === 'dark'
    const [ink, line] = isDark ? ['#d7dbe0', '#4a5058'] : ['#333333', '#d5d8dc']
    if (plot.matrix) return matrixOption(plot, plot.matrix, ink)
    const isNamed = plot.series.some(({ x }) => typeof x[0] === 'string')
    const style = {
      axisLabel: { color: ink },
      nameTextStyle: { color: ink },
      axisLine: { lineStyle: { color: ink } },
      splitLine: { lineStyle: { color: line } },
    }
    return {
      animation: false,
      color: isDark ? colours.dark : colours.light,
      textStyle: { fontFamily: 'system-ui, sans-serif', color: ink },
      grid: { left: 70, right: 20, top: plot.series.length > 1 ? 40 : 16, bottom: 60 },
      legend: plot.series.length > 1 ? { type: 'scroll', top: 0, textStyle: { color: ink } } : undefined,
      // The policy of the page allows no HTML made by scripts with styles in it.
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      dataZoom: isForPaper || isNamed ? undefined : [{ type: 'inside' }],
      xAxis: {
        ...style,
        type: isNamed ? 'category' : kindOf(plot.x.scale),
        name: plot.x.label,
        nameLocation: 'middle',
        nameGap: 34,
        scale: true,
      },
      yAxis: {
        ...style,
        type: kindOf(scale),
        name: plot.y.label,
        nameLocation: 'middle',
        nameGap: 52,
        scale: !plot.series.some(({ kind }) => kind === 'bars'),
      },
      series: plot.series.flatMap((series) => seriesOf(series, scale)),
    }
  }

  const mostLabelled = 12

  /** Cells from white to red, or from blue over white to red where there are numbers below 0; rows from above. */
  function matrixOption(
    /** @type {Plot} */ plot,
    /** @type {Matrix} */ { label, columns, rows, values, from, to },
    /** @type {string} */ ink,
  ) {
    const all = values.flat().filter((value) => value !== null)
    const [low, high] = [from ?? Math.min(...all), to ?? Math.max(...all)]
    const style = { axisLabel: { color: ink }, nameTextStyle: { color: ink }, splitArea: { show: false } }
    const axis = { ...style, type: 'category', nameLocation: 'middle' }
    const isSmall = columns.length <= mostLabelled && rows.length <= mostLabelled
    return {
      animation: false,
      textStyle: { fontFamily: 'system-ui, sans-serif', color: ink },
      grid: { left: 12, right: 90, top: 16, bottom: 24, containLabel: true },
      tooltip: { renderMode: 'richText', confine: true },
      xAxis: {
        ...axis,
        data: columns,
        name: plot.x.label,
        nameGap: 30,
        axisLabel: { color: ink, rotate: columns.length > 6 ? 45 : 0 },
      },
      yAxis: { ...axis, data: rows, inverse: true },
      visualMap: {
        min: low,
        max: high,
        calculable: true,
        orient: 'vertical',
        right: 4,
        top: 'middle',
        text: [label, ''],
        precision: 2,
        textStyle: { color: ink },
        inRange: { color: low < 0 ? ['#2166ac', '#f7f7f7', '#b2182b'] : ['#f7f7f7', '#b2182b'] },
      },
      series: [
        {
          name: label,
          type: 'heatmap',
          data: values.flatMap((row, at) => row.map((value, column) => [column, at, value ?? '-'])),
          label: {
            show: isSmall,
            color: '#1a1a1a',
            formatter: (/** @type {{ data: unknown[] }} */ { data }) =>
              typeof data[2] === 'number' ? Number(data[2].toPrecision(2)) : '',
          },
        },
      ],
    }
  }

  const kindOf = (/** @type {string} */ scale) => (scale === 'log' ? 'log' : 'value')

  function seriesOf(/** @type {Series} */ { name, kind, x, y, error }, /** @type {string} */ scale) {
    // A logarithm has no place for what is not above 0.
    const points = y.map((value, at) => [x[at], value !== null && scale === 'log' && value <= 0 ? null : value])
    const shape =
      kind === 'bars'
        ? { type: 'bar' }
        : kind === 'points'
          ? { type: 'scatter', symbolSize: 5 }
          : { type: 'line', showSymbol: false, lineStyle: { width: 2 } }
    const main = { name, data: points, ...shape }
    if (!error) return [main]
    const bars = y.map((value, at) => [
      x[at],
      value === null ? null : value - (error[at] ?? 0),
      value === null ? null : value + (error[at] ?? 0),
    ])
    return [
      main,
      {
        name,
        type: 'custom',
        silent: true,
        tooltip: { show: false },
        z: 1,
        data: bars,
        encode: { x: 0, y: [1, 2] },
        renderItem: errorBar,
      },
    ]
  }

  function errorBar(/** @type {any} */ _params, /** @type {any} */ api) {
    const [x, low, high] = [api.value(0), api.value(1), api.value(2)]
    const from = api.coord([x, low])
    const to = api.coord([x, high])
    if (!Number.isFinite(from[1]) || !Number.isFinite(to[1])) return undefined
    return {
      type: 'line',
      shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
      style: { stroke: api.visual('color'), lineWidth: 1, opacity: 0.6 },
    }
  }

  /** As it goes into a paper: on white, without the page's colours. */
  function save(/** @type {Plot} */ plot, /** @type {string} */ scale, /** @type {string} */ kind) {
    // Signs such as ² are none that every system has in names of files.
    const words = plot.title.normalize('NFKD').match(/[\p{L}\p{N}]+/gu) ?? ['plot']
    const name = `${words.join('-').toLowerCase()}.${kind}`
    if (kind === 'csv') return download(name, new Blob([csvOf(plot)], { type: 'text/csv' }))
    const place = document.createElement('div')
    const chart = echarts.init(place, null, {
      renderer: kind === 'svg' ? 'svg' : 'canvas',
      width: 900,
      height: 600,
      devicePixelRatio: 2,
    })
    chart.setOption({ ...optionOf(plot, scale, true), backgroundColor: '#ffffff' })
    if (kind === 'svg') download(name, new Blob([chart.renderToSVGString()], { type: 'image/svg+xml' }))
    else chart.getRenderedCanvas({ pixelRatio: 2 }).toBlob((/** @type {Blob} */ blob) => download(name, blob))
  }

  function csvOf(/** @type {Plot} */ plot) {
    const quoted = (/** @type {unknown} */ value) => {
      const text = String(value ?? '')
      const safe = /^[=+\-@]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
      return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
    }
    const { matrix } = plot
    if (matrix)
      return [['', ...matrix.columns], ...matrix.rows.map((name, at) => [name, ...(matrix.values[at] ?? [])])]
        .map((row) => row.map(quoted).join(','))
        .join('\n')
    const rows = plot.series.flatMap(({ name, x, y, error }) => y.map((value, at) => [name, x[at], value, error?.[at]]))
    return [['series', plot.x.label, plot.y.label, 'error'], ...rows].map((row) => row.map(quoted).join(',')).join('\n')
  }

  function download(/** @type {string} */ name, /** @type {Blob} */ blob) {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(blob)
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  }

  for (const figure of document.querySelectorAll('[data-plot]')) draw(/** @type {HTMLElement} */ (figure))
})()
