// "1 passage", "12 passages": the words for one, and the words for many with %1 for the number.
#pragma once

#include "ui/views/wording.h"

namespace embedscope {

inline QString counted(qint64 count, const QString& one, const QString& many)
{
    return count == 1 ? one : many.arg(wording::number(count));
}

}
