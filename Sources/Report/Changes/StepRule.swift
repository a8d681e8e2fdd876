import PodfitModel

/// How far one change goes from today's values towards those advised.
///
/// A rise is made whole: half of it leaves the danger in place. A fall is at most `maxStep` of today's
/// value, rounded up to a millicore or a mebibyte, and never below what is advised. A container that
/// must not fall keeps what is above the advice.
struct StepRule {
  let current: ContainerResources
  let advised: ContainerResources
  let isFixed: Bool
  let maxStep: Double?

  init(
    current: ContainerResources,
    advised: ContainerResources,
    isFixed: Bool,
    _ maxStep: Double?
  ) {
    self.current = current
    self.advised = advised
    self.isFixed = isFixed
    self.maxStep = maxStep
  }

  var target: ContainerResources {
    var target = advised
    let cpu: CPU = .millicores(1)
    let memory: Memory = .mebibytes(1)
    target.cpuRequest = step(current.cpuRequest, advised.cpuRequest, grid: cpu)
    target.memoryRequest = step(current.memoryRequest, advised.memoryRequest, grid: memory)
    target.cpuLimit = above(
      step(current.cpuLimit, advised.cpuLimit, grid: cpu),
      target.cpuRequest
    )
    target.memoryLimit = above(
      step(current.memoryLimit, advised.memoryLimit, grid: memory),
      target.memoryRequest
    )
    return target
  }

  private func step<Amount: ResourceAmount>(
    _ current: Amount?,
    _ advised: Amount?,
    grid: Amount
  ) -> Amount? {
    guard let current, let advised, advised < current else { return advised }
    if isFixed { return current }
    guard let maxStep else { return advised }
    let least = current.scaledUp(by: 1 - maxStep).roundedUp(toMultipleOf: grid)
    return min(max(advised, least), current)
  }

  /// A limit below its request is refused by the API server.
  private func above<Amount: ResourceAmount>(_ limit: Amount?, _ request: Amount?) -> Amount? {
    guard let limit else { return nil }
    return max(limit, request ?? limit)
  }
}
