internal import PodfitModel

/// What points to one of the runtimes in a container's spec.
struct RuntimeDetection {
  /// The names by which one runtime is known.
  private struct Signs {
    /// Programs that only this runtime runs.
    var programs: Set<String>
    /// Last parts of the names of images that hold the runtime.
    var images: Set<String>
    /// Words which a version follows in tags, such as `node20`.
    var tagWords: [String]
    /// Variables by their names.
    var variables: Set<String>
    /// Variables by how their names begin.
    var prefixes: [String]
    /// Variables that hold the version.
    var versions: [String]
  }

  private static let signs: [(runtime: LanguageRuntime, signs: Signs)] = [
    (
      .node,
      Signs(
        programs: [
          "node", "nodejs", "npm", "npx", "yarn", "pnpm", "pm2", "pm2-runtime", "nodemon",
          "ts-node", "next",
        ],
        images: ["node", "nodejs"],
        tagWords: ["nodejs", "node"],
        variables: ["NODE_OPTIONS", "NODE_ENV", "NODE_VERSION", "UV_THREADPOOL_SIZE"],
        prefixes: ["NPM_CONFIG_"],
        versions: ["NODE_VERSION"]
      )
    ),
    (
      .dotnet,
      Signs(
        programs: ["dotnet"],
        images: ["aspnet", "dotnet", "dotnet-aspnet", "dotnet-runtime"],
        tagWords: ["aspnet", "dotnet"],
        variables: [],
        prefixes: ["DOTNET_", "COMPlus_", "ASPNETCORE_"],
        versions: ["DOTNET_VERSION", "ASPNET_VERSION"]
      )
    ),
    (
      .ruby,
      Signs(
        programs: [
          "ruby", "bundle", "puma", "unicorn", "rails", "sidekiq", "rake", "rackup",
          "passenger",
        ],
        images: ["ruby", "rails"],
        tagWords: ["ruby"],
        variables: ["RAILS_ENV", "RACK_ENV", "RAILS_MAX_THREADS", "RUBYOPT", "RUBY_VERSION"],
        prefixes: ["RUBY_GC_", "BUNDLE_"],
        versions: ["RUBY_VERSION"]
      )
    ),
    (
      .python,
      Signs(
        programs: [
          "python", "python2", "python3", "gunicorn", "uvicorn", "celery", "uwsgi",
          "hypercorn", "flask", "django-admin", "airflow", "jupyter",
        ],
        images: ["python", "uvicorn-gunicorn", "uvicorn-gunicorn-fastapi", "meinheld-gunicorn"],
        tagWords: ["python", "py"],
        variables: ["GUNICORN_CMD_ARGS", "DJANGO_SETTINGS_MODULE", "FLASK_APP"],
        prefixes: ["PYTHON"],
        versions: ["PYTHON_VERSION"]
      )
    ),
    (
      .go,
      Signs(
        programs: ["go"],
        images: ["golang"],
        tagWords: ["golang", "go"],
        variables: [
          "GOMEMLIMIT", "GOMAXPROCS", "GOGC", "GODEBUG", "GOTRACEBACK", "GOLANG_VERSION",
        ],
        prefixes: [],
        versions: ["GOLANG_VERSION", "GO_VERSION"]
      )
    ),
  ]

  /// The container's view for the runtime that its spec points to most clearly, with the evidence;
  /// nil where nothing points to one.
  static func subject(
    of spec: ContainerSpec,
    in surroundings: JVMSurroundings
  ) -> (subject: RuntimeSubject, evidence: [String])? {
    var environment: [String: String] = [:]
    var foreign: Set<String> = []
    for variable in spec.environment {
      if let value = variable.value {
        environment[variable.name] = kubernetesExpansion(of: value, values: environment)
        foreign.remove(variable.name)
      } else {
        foreign.insert(variable.name)
        environment[variable.name] = nil
      }
    }
    let written = (spec.command + spec.arguments).map {
      kubernetesExpansion(of: $0, values: environment)
    }
    let words = words(of: written, values: environment)
    let image = ImageName(spec.image)

    var best: (strength: Int, runtime: LanguageRuntime, signs: Signs, evidence: [String])?
    for (runtime, signs) in signs {
      var evidence: [String] = []
      var strength = 0
      if let program = words.first(where: { signs.programs.contains(programName($0)) }) {
        evidence.append("command \(programName(program))")
        strength += 4
      }
      if signs.images.contains(String(image.repository.lastPathPart))
        || (runtime == .dotnet && image.repository.split(separator: "/").contains("dotnet"))
        || taggedVersion(image, signs.tagWords) != nil
      {
        evidence.append("image \(image.repository.lastPathPart)")
        strength += 2
      }
      let names = spec.environment.map(\.name).filter { name in
        signs.variables.contains(name) || signs.prefixes.contains { name.hasPrefix($0) }
      }
      if !names.isEmpty { strength += 1 }
      var seen: Set<String> = []
      evidence += names.filter { seen.insert($0).inserted }.map { "variable \($0)" }
      guard strength > best?.strength ?? 0 else { continue }
      best = (strength, runtime, signs, evidence)
    }
    guard let best else { return nil }
    let subject = RuntimeSubject(
      runtime: best.runtime,
      version: version(best.signs, image, environment),
      words: words,
      text: written.joined(separator: " "),
      environment: environment,
      foreign: foreign,
      image: image,
      surroundings: surroundings,
      isInArguments: spec.command.isEmpty
    )
    return (subject, best.evidence)
  }

  /// The program of a word, `python` for `/usr/bin/python3.11`.
  private static func programName(_ word: String) -> String {
    let name = word.lastPathPart
    return name.hasPrefix("python3.") ? "python3" : String(name)
  }

  /// The words that are started: those of a shell's script where there is one.
  private static func words(of written: [String], values: [String: String]) -> [String] {
    written.prefix(1000).flatMap { word in
      word.contains(where: \.isWhitespace)
        ? ShellScript(word, values: values).commands.flatMap { $0.map(\.text) } : [word]
    }
  }

  private static func version(
    _ signs: Signs,
    _ image: ImageName,
    _ environment: [String: String]
  ) -> RuntimeVersion? {
    for name in signs.versions {
      if let found = environment[name].flatMap({ RuntimeVersion(leading: $0) }) { return found }
    }
    let isOwn =
      signs.images.contains(String(image.repository.lastPathPart))
      || image.repository.hasPrefix("dotnet/")
    if isOwn, let found = RuntimeVersion(leading: image.tag) { return found }
    return taggedVersion(image, signs.tagWords)
  }

  /// The version behind a word in the tag or the image's name, as in `1.4-node20` and `go1.22`.
  private static func taggedVersion(_ image: ImageName, _ names: [String]) -> RuntimeVersion? {
    for text in [image.tag, String(image.repository.lastPathPart)] {
      for word in text.split(whereSeparator: { $0 == "-" || $0 == "_" }) {
        for name in names {
          if let rest = String(word).removingPrefix(name), rest.first?.isNumber == true,
            let found = RuntimeVersion(leading: rest)
          {
            return found
          }
        }
      }
    }
    return nil
  }
}
