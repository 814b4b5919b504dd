// A forward walk through an XML document (libxml2), as all office formats and plain XML are read here: no
// network, no files, no entities replaced, no document type loaded. Names are local names: namespaces differ
// between the versions of a format, the names do not. A document that is broken in the middle gives what
// stands before.
#pragma once

#include <libxml/xmlreader.h>
#include <string>
#include <string_view>

namespace embedscope {

class XmlStream
{
public:
    enum class Event
    {
        Start,
        End,
        Text,
        Finished
    };

    explicit XmlStream(std::string_view bytes);
    ~XmlStream();
    XmlStream(const XmlStream&) = delete;
    XmlStream& operator=(const XmlStream&) = delete;

    /// An empty element gives Start and End.
    Event next();
    std::string_view name() const; ///< of the element that starts or ends
    std::string_view prefix() const; ///< as written in the document; for names that two namespaces share
    std::string_view text() const;
    /// By local name; "" when it is not there.
    std::string attribute(const char* name) const;
    /// Of a namespace whose address ends in "relationships", as office documents name their parts.
    std::string relationship(const char* name) const;
    /// The value as a number, `otherwise` when there is none.
    int number(const char* name, int otherwise) const;
    int depth() const; ///< of the event's node, the root has 0
    /// After Start: goes to the element's End, which is not given.
    void skip();

    bool isBroken() const { return m_broken; } ///< not well formed
    bool isTooDeep() const { return m_tooDeep; }

private:
    template <class Matches> std::string findAttribute(Matches matches) const;
    static void onError(void* self, xmlErrorPtr error);

    xmlTextReaderPtr m_reader = nullptr;
    bool m_pendingEnd = false; ///< the End of an empty element
    bool m_finished = false;
    bool m_broken = false;
    bool m_tooDeep = false;
};

}
