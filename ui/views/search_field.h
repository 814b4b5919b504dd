// The search field of the top bar: a line with Meaning, Words, Both at its right end. Says what is asked
// after 250 ms of rest, or at once on Enter. Knows nothing of results.
#pragma once

#include "engine/search/search_index.h"

#include <QTimer>
#include <QWidget>

class QLineEdit;

namespace embedscope {

class IconButton;
class SegmentedButtons;

class SearchField : public QWidget
{
    Q_OBJECT

public:
    explicit SearchField(QWidget* parent = nullptr);

    QString query() const;
    SearchKind kind() const;
    void setQuery(const QString& query); ///< and asks at once
    void setKind(SearchKind kind); ///< without asking
    void nextKind();
    void setEmptyLibrary(bool empty);
    void setShortcutHint(bool shown);
    void focusLine();
    void clear();

signals:
    void asked(const QString& query, embedscope::SearchKind kind); ///< an empty query: nothing typed
    void kindChanged(embedscope::SearchKind kind);
    void leftDownwards(); ///< Down or Enter: the results want the keyboard
    void escaped(); ///< Esc on an empty line

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void ask();
    void buildLine();
    QLineEdit* m_line = nullptr;
    IconButton* m_clear = nullptr;
    SegmentedButtons* m_kinds = nullptr;
    QTimer m_rest;
    bool m_hintShown = true;
    QString m_askedQuery;
    SearchKind m_askedKind = SearchKind::Both;
};

}
