public import PodfitModel

extension ContainerProfile {
  /// The most pods that had samples at one time for at least ten minutes on end; 0 without samples.
  ///
  /// Pods that replace others overlap for a moment; that moment does not count.
  ///
  /// - Complexity: O(pods log pods)
  public var mostPodsAtOnce: Int {
    Concurrency.largest(
      of: pods.compactMap { pod in
        switch (pod.cpu.window, pod.memory.window) {
        case (let cpu?, let memory?): cpu.union(memory)
        case (let cpu, let memory): cpu ?? memory
        }
      }
    )
  }
}
