import Foundation
import TestSupport
import Testing

/// A C program over the dynamic library, compiled by the system's C compiler.
@Suite("The library for C")
struct CLibraryTests {
  private let program = """
    #include <stdio.h>
    #include <stdlib.h>
    char *podfit_recommend(const char *database, const char *strategy, int *failed);
    char *podfit_nodes(const char *database, const char *strategy, int *failed);
    void podfit_free(char *text);
    int main(int count, char **arguments) {
      int failed = -1;
      char *text = podfit_recommend(arguments[1], count > 2 ? arguments[2] : NULL, &failed);
      fputs(text ? text : "(null)", stdout);
      podfit_free(text);
      podfit_free(NULL);
      return podfit_nodes(NULL, NULL, &failed) == NULL ? failed : 9;
    }
    """

  @Test("recommendations come as the JSON document, errors as words, null is answered with null")
  func recommend() throws {
    let workspace = try Workspace()
    _ = try workspace.write(program, to: "program.c")
    let build = SharedData.packageRoot.appending(path: ".build/debug").resolvingSymlinksInPath()
    let compiled = try PodfitProgram.run(
      "/usr/bin/gcc",
      [
        "-Wall", "-Werror", "program.c", "-o", "program", "-L", build.path, "-lCPodfit",
        "-Wl,-rpath,\(build.path)",
      ],
      in: workspace.folder
    )
    try #require(compiled.status == 0, "\(compiled.errors)")

    let path = workspace.folder.appending(path: "program").path
    let missing = try PodfitProgram.run(path, ["none.db"], in: workspace.folder)
    #expect(missing.status == 1)
    #expect(missing.output.contains("none.db"))
    #expect(!workspace.has("none.db"))
  }
}
