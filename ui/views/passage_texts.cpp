#include "ui/views/passage_texts.h"

#include "ui/models/workbench.h"

namespace embedscope {

namespace {

constexpr int kMostDocuments = 64;

}

PassageTexts::PassageTexts(Workbench& workbench, QObject* parent)
    : QObject(parent)
    , m_workbench(workbench)
{
    connect(&workbench, &Workbench::documentReady, this, &PassageTexts::take);
}

const ChunkRow* PassageTexts::passage(qint64 documentId, qint64 chunkId)
{
    const auto document = m_documents.constFind(documentId);
    if (document == m_documents.constEnd()) {
        if (!m_asked.contains(documentId)) {
            m_asked.insert(documentId);
            m_workbench.requestDocument(documentId);
        }
        return nullptr;
    }
    m_order.removeOne(documentId);
    m_order.append(documentId);
    const auto found = document->constFind(chunkId);
    return found == document->constEnd() ? nullptr : &*found;
}

void PassageTexts::clear()
{
    m_documents.clear();
    m_order.clear();
    m_asked.clear();
}

void PassageTexts::take(const DocumentTextReady& document)
{
    if (!m_asked.remove(document.documentId))
        return;
    Passages passages;
    for (const ChunkRow& chunk : document.chunks)
        passages.insert(chunk.id, chunk);
    m_documents.insert(document.documentId, passages); // a document that is gone is asked for once only
    m_order.removeOne(document.documentId);
    m_order.append(document.documentId);
    while (m_order.size() > kMostDocuments)
        m_documents.remove(m_order.takeFirst());
    emit loaded(document.documentId);
}

}
