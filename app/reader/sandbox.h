// What a reader may ask of the kernel. Defence in depth: a document that takes over its reader finds no
// network, no other programs, no files of the user. Both functions do what this kernel allows and say nothing
// when it does not.
#pragma once

namespace embedscope::reader {

/// Landlock: only the system's shared data (fonts, character maps, libraries) can be read, nothing written.
void restrictFiles();
/// seccomp: no network, no programs, no other processes, no writing. Denied calls fail, they do not kill.
void restrictCalls();

}
