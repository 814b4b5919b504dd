// A document's text with the passages painted on it: bands that take turns, what two passages share in a
// third colour, and the number of each passage at the right edge. Shows only; long texts are shown in part
// and say so.
#pragma once

#include "ui/models/cut_preview.h"

#include <QPlainTextEdit>

namespace embedscope {

class CutText : public QPlainTextEdit
{
    Q_OBJECT

public:
    static constexpr int kMostCharacters = 60'000;

    explicit CutText(QWidget* parent = nullptr);

    void showCut(const CutPreview& preview);
    bool isPart() const { return m_isPart; }
    int bandCount() const { return static_cast<int>(m_ranges.size()); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void paintBands();
    void addBand(QList<QTextEdit::ExtraSelection>& bands, int begin, int end, const QColor& colour) const;

    QList<QPair<int, int>> m_ranges;
    QList<int> m_tokens;
    bool m_isPart = false;
};

}
