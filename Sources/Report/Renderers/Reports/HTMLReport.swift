import PodfitModel

/// The report as one page that needs nothing else: no network, no other file.
public struct HTMLReport: ReportRenderer {
  /// The format's name.
  public static let id = "html"
  /// What the format is.
  public static let summary = "one HTML page with charts and a table of everything, for a browser"

  /// Makes the renderer.
  public init() {}

  /// The page.
  ///
  /// Its policy allows its own style and script, by their digests, and nothing else.
  public func render(_ report: ReportModel) -> String {
    let policy =
      "default-src 'none'; style-src 'sha256-\(PageDigest.base64(PageStyle.css))';"
      + " script-src 'sha256-\(PageDigest.base64(PageScript.js))'; base-uri 'none'; form-action 'none'"
    let sections = PageSections(report: report).all
    let place =
      report.clusters.count == 1 ? report.clusters[0] : "\(report.clusters.count) clusters"
    let week = report.weekly.week.map { "Week \($0)" } ?? "No samples"
    var html = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
    html += "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">"
    html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
    html += "<meta name=\"referrer\" content=\"no-referrer\">"
    html +=
      "<title>\(week.html) · \(place.html) · podfit</title>\n<style>\(PageStyle.css)</style></head>\n<body>"
    html += PageStyle.patterns + "<a class=\"skip\" href=\"#main\">To the answer</a>"
    html +=
      "<header><div class=\"brand\"><b>podfit report</b><span>·</span><span>\(week.html)</span>"
    html += "<span>·</span><span>\(place.htmlName)</span>\(window(report))</div></header>"
    html += "<nav aria-label=\"Sections\"><ul>"
    for each in sections { html += "<li><a href=\"#\(each.id)\">\(each.link.html)</a></li>" }
    html +=
      "</ul></nav>\n<main id=\"main\"><h1>\(headline(report).html)</h1>\(emptiness(report))\(cards(report))"
    html += "<p>\(report.why.html).</p><p>To do: \(report.todo.html).</p>"
    html += sections.map { $0.html + "\n" }.joined()
    html +=
      "</main><footer><p>As of \(report.now.rfc3339.html), by podfit \(report.toolVersion.html). This page"
    html += " holds all it shows and asks for nothing.</p></footer>\n"
    html +=
      "<script type=\"application/json\" id=\"data\">\(PageTable(report: report).data.pageJSON)</script>\n"
    html += "<script>\(PageScript.js)</script></body></html>\n"
    return html
  }

  private func window(_ report: ReportModel) -> String {
    report.recommendations.window.map {
      "<span>·</span><span>measured \($0.start.date) to \($0.end.date)</span>"
    } ?? ""
  }

  /// That nothing was measured in the week, where that is so.
  private func emptiness(_ report: ReportModel) -> String {
    report.noSamplesText.map { "<p class=\"bad\">Attention: \($0.html).</p>" } ?? ""
  }

  private func headline(_ report: ReportModel) -> String {
    guard let plan = report.plan else {
      let totals = report.recommendations
      guard !totals.recommendations.isEmpty else { return "Nothing was found to report on" }
      return "\(totals.currentTotals.cpuRequest.coresText) cores and"
        + " \(totals.currentTotals.memoryRequest.gibibytesText) GiB are asked for;"
        + " \(totals.recommendedTotals.cpuRequest.coresText) and"
        + " \(totals.recommendedTotals.memoryRequest.gibibytesText) are advised"
    }
    let needed = plan.nodesNeeded
    if needed < plan.nodesNow {
      return "\(plan.nodesNow) nodes run; \(needed) would do"
    }
    return needed == plan.nodesNow
      ? "\(plan.nodesNow) nodes run, and as many are needed"
      : "\(plan.nodesNow) nodes run; \(needed) are needed"
  }

  private func cards(_ report: ReportModel) -> String {
    let now = report.recommendations.currentTotals
    let then = report.recommendations.recommendedTotals
    var cards = ""
    if let plan = report.plan {
      cards += card(
        "Nodes",
        "\(plan.nodesNow) \u{2192} \(plan.nodesNeeded)",
        "proven minimum \(plan.lowerBound); today's requests packed well"
          + " \(plan.nodesForCurrentRequests.map { "\($0)" } ?? "-")"
      )
    }
    cards += card(
      "CPU asked for, cores",
      "\(now.cpuRequest.cores.text(decimals: 1)) \u{2192} \(then.cpuRequest.cores.text(decimals: 1))",
      "\(report.usage.cpu.cores.text(decimals: 1)) used on average"
    )
    cards += card(
      "Memory asked for, GiB",
      "\(now.memoryRequest.gibibytesText) \u{2192} \(then.memoryRequest.gibibytesText)",
      "\(report.usage.memory.gibibytesText) used on average"
    )
    let atRisk = report.recommendations.recommendations.count { $0.severity == .error }
    cards += card(
      "At risk",
      "\(atRisk)",
      "\(report.count(.raise)) to raise, \(report.count(.lower)) to lower"
    )
    if let comparison = report.weekly.comparison {
      let advised = comparison.outcomes.count(where: \.hadAdvice)
      cards += card(
        "Advice applied",
        "\(comparison.count(.applied)) of \(advised)",
        "saved, net: \(comparison.saving.cpu.cores.signed(decimals: 2)) cores and"
          + " \(comparison.saving.memory.gibibytes.signed(decimals: 1)) GiB"
      )
    }
    return "<div class=\"cards\">\(cards)</div>"
  }

  private func card(_ title: String, _ value: String, _ note: String) -> String {
    "<div class=\"card\"><div class=\"k\">\(title.html)</div><div class=\"big\">\(value.html)</div>"
      + "<div class=\"sub\">\(note.html)</div></div>"
  }
}
