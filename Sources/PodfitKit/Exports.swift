// Callers need one import: the values that the library returns and the formats it puts them into.
@_exported public import PodfitModel
@_exported public import PodfitReport
@_exported public import PodfitCheck
@_exported public import PodfitJVM
@_exported public import PodfitStore
