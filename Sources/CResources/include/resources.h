#pragma once
#include <stddef.h>

/// A file that the program carries inside itself.
typedef struct {
  /// The name under which the program finds it, e.g. "demo/nodes.json.gz".
  const char *_Nonnull name;
  /// Its bytes; they live as long as the program.
  const unsigned char *_Nonnull bytes;
  /// Their number.
  size_t size;
} podfit_resource;

/// How many files there are.
size_t podfit_resource_count(void);

/// The file at an index below the count.
podfit_resource podfit_resource_at(size_t index);
