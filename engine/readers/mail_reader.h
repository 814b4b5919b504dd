// Messages (EML), mailboxes (mbox) and web pages saved as one file (MHTML), through GMime: subject as
// heading, who and when, the text (of alternatives the best one), attachments by the readers of their
// formats, attached messages. Nothing is fetched, signatures are not checked. One thread.
#pragma once

#include "engine/readers/reader.h"

#include <string_view>

namespace embedscope {

/// By the first lines: headers of a message. `named`: its name says that it is mail, so that little is
/// enough.
bool looksLikeMail(std::string_view text, bool named);
bool looksLikeMailbox(std::string_view text);

ReadResult readMail(std::string_view bytes, bool mailbox, const ReadOptions& options);

}
