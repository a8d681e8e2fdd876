import PodfitModel

/// Explanations as plain text: one step a line, what went in below it.
public struct ExplanationText: ExplanationRenderer {
  /// The format's name.
  public static let id = "text"
  /// What the format is.
  public static let summary = "plain text, one step a line"

  /// Makes the renderer.
  public init() {}

  /// The containers one after another, an empty line between them.
  public func render(_ explained: [ExplainedContainer], drawsLines: Bool) -> String {
    explained.map { each in
      text(each.recommendation)
        + (each.detail.map { WeekLines($0, drawsLines: drawsLines).text } ?? "")
    }.joined(separator: "\n")
  }

  private func text(_ each: Recommendation) -> String {
    var text =
      "\(each.id.workload.path.printable)/\(each.id.container.printable)"
      + " (\(each.replicas.counted("pod"))\(each.isOwnerGuessed ? ", workload guessed from pod names" : ""))\n"
    // The reason why there is no advice begins with that word itself.
    let status = "\(each.status.rawValue): "
    text += "\(each.reason.hasPrefix(status) ? "" : status)\(each.reason.printable)\n"
    text += line("CPU request", each.current.cpuRequest, each.recommended.cpuRequest)
    text += line("CPU limit", each.current.cpuLimit, each.recommended.cpuLimit)
    text += line("memory request", each.current.memoryRequest, each.recommended.memoryRequest)
    text += line("memory limit", each.current.memoryLimit, each.recommended.memoryLimit)
    if let jvm = each.jvm {
      text += "  JVM: heap \(jvm.heapMax), \(jvm.collector.rawValue)"
      text +=
        jvm.flags.isEmpty
        ? ", flags stay\n"
        : "; set \(jvm.flags.joined(separator: " ").printable)"
          + " in \((jvm.variable ?? "the command line").printable)\n"
    }
    for advice in each.autoscaling {
      text +=
        "  \(advice.autoscaler.kind.rawValue.printable) \(advice.autoscaler.name.printable), target of"
        + " \(advice.metric): \(advice.targetNow.percent) -> \(advice.target.percent)\n"
    }
    for conflict in each.conflicts { text += "  conflict: \(conflict.message.printable)\n" }
    if let place = each.setAt { text += "  set it at: \(place.printable)\n" }
    if let confidence = each.confidence {
      text +=
        "  confidence: \(confidence.exceedanceRatio.percent) exceeded: \(confidence.comparable.printable);"
        + " \(confidence.samples) samples\n"
    }
    text += "  how:\n"
    for (index, step) in each.explanation.enumerated() {
      text += "  \(index + 1). \(step.step.printable) = \(step.value.printable)\n"
      for (name, value) in step.inputs.sorted(by: { $0.key < $1.key }) {
        text += "       \(name.printable): \(value.printable)\n"
      }
    }
    return text
  }

  private func line<Amount: ResourceAmount & CustomStringConvertible>(
    _ name: String,
    _ from: Amount?,
    _ to: Amount?
  ) -> String {
    "  \(name): \(from.quantityText) -> \(to.quantityText)\n"
  }
}
