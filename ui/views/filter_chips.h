// The chips above the documents: all, working, waiting, done, problems, each with its number; one of them is
// on.
#pragma once

#include "ui/models/documents_model.h"

#include <QButtonGroup>
#include <QWidget>

namespace embedscope {

class ChipButton;

class FilterChips : public QWidget
{
    Q_OBJECT

public:
    explicit FilterChips(DocumentsModel& documents, QWidget* parent = nullptr);

    void choose(DocumentsModel::Filter filter);

private:
    void showCounts();
    DocumentsModel& m_documents;
    QButtonGroup m_group;
};

}
