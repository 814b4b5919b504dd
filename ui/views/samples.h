// The documents that come with the program.
#pragma once

#include <QStringList>

namespace embedscope {

QStringList sampleFiles(); ///< absolute paths, by name; empty when they are not installed

}
